//! Lists of statements in WGSL.

/// One line for each item.
pub(super) fn lines<T>(items: impl IntoIterator<Item = T>, line: impl FnMut(T) -> String) -> String {
    items.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The terms, added.
pub(super) fn sum<T>(items: impl IntoIterator<Item = T>, term: impl FnMut(T) -> String) -> String {
    items.into_iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// How products are added to a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adding {
    /// Each by a multiply-add: one instruction on a GPU, and none that a compiler may not make of `a * b + c * d`.
    Fused,
    /// All in one statement: a software adapter has no multiply-add, and pays for every write of a variable.
    Together,
}

impl Adding {
    /// A number as a factor of vectors of so many lanes.
    pub fn factor(self, number: &str, lanes: usize) -> String {
        match self {
            Adding::Fused => format!("vec{lanes}f({number})"),
            Adding::Together => number.to_owned(),
        }
    }

    /// The statement that adds these products of vectors, or numbers, to `sum`.
    pub fn products(self, sum: &str, factors: impl IntoIterator<Item = (String, String)>) -> String {
        match self {
            Adding::Fused => {
                let add = |sum: String, (a, b): (String, String)| format!("fma({a}, {b}, {sum})");
                format!("{sum} = {};", factors.into_iter().fold(sum.to_owned(), add))
            }
            Adding::Together => {
                let products: Vec<_> = factors.into_iter().map(|(a, b)| format!("{a} * {b}")).collect();
                format!("{sum} += {};", products.join(" + "))
            }
        }
    }

    /// The statement that adds these dot products of `vec4f` to `sum`.
    pub fn dots(self, sum: &str, factors: impl IntoIterator<Item = (String, String)>) -> String {
        match self {
            Adding::Fused => {
                let lanes = |(a, b): (String, String)| {
                    ["x", "y", "z", "w"].map(|lane| (format!("{a}.{lane}"), format!("{b}.{lane}")))
                };
                self.products(sum, factors.into_iter().flat_map(lanes))
            }
            Adding::Together => {
                let dots: Vec<_> = factors.into_iter().map(|(a, b)| format!("dot({a}, {b})")).collect();
                format!("{sum} += {};", dots.join(" + "))
            }
        }
    }
}

/// `statement`, only where all conditions hold.
pub(super) fn when(conditions: &[String], statement: &str) -> String {
    if conditions.is_empty() {
        statement.to_owned()
    } else {
        format!("if ({}) {{ {statement} }}", conditions.join(" && "))
    }
}
