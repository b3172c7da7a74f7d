//! Lists of statements in WGSL.

use super::tile::Adapter;

/// One line for each item.
pub(super) fn lines<T>(items: impl IntoIterator<Item = T>, line: impl FnMut(T) -> String) -> String {
    items.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The terms, added.
pub(super) fn sum<T>(items: impl IntoIterator<Item = T>, term: impl FnMut(T) -> String) -> String {
    items.into_iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// How products are added to a sum. On a real GPU each by a multiply-add: one instruction, which a compiler may not make of
/// `a * b + c * d` by itself. A software adapter has none, and pays for every write of a variable: there all in one
/// statement.
impl Adapter {
    /// A number as a factor of vectors of so many lanes.
    pub fn factor(self, number: &str, lanes: usize) -> String {
        match self {
            Adapter::Hardware => format!("vec{lanes}f({number})"),
            Adapter::Software => number.to_owned(),
        }
    }

    /// The statement that adds these products of vectors, or numbers, to `sum`; nothing where there are none.
    pub fn products(self, sum: &str, factors: impl IntoIterator<Item = (String, String)>) -> String {
        let mut factors = factors.into_iter().peekable();
        match self {
            _ if factors.peek().is_none() => String::new(),
            Adapter::Hardware => {
                let add = |sum: String, (a, b): (String, String)| format!("fma({a}, {b}, {sum})");
                format!("{sum} = {};", factors.fold(sum.to_owned(), add))
            }
            Adapter::Software => {
                let products: Vec<_> = factors.map(|(a, b)| format!("{a} * {b}")).collect();
                format!("{sum} += {};", products.join(" + "))
            }
        }
    }

    /// The statement that adds these dot products of `vec4f` to `sum`.
    pub fn dots(self, sum: &str, factors: impl IntoIterator<Item = (String, String)>) -> String {
        match self {
            Adapter::Hardware => {
                let lanes = |(a, b): (String, String)| {
                    ["x", "y", "z", "w"].map(|lane| (format!("{a}.{lane}"), format!("{b}.{lane}")))
                };
                self.products(sum, factors.into_iter().flat_map(lanes))
            }
            Adapter::Software => {
                let dots: Vec<_> = factors.into_iter().map(|(a, b)| format!("dot({a}, {b})")).collect();
                if dots.is_empty() { String::new() } else { format!("{sum} += {};", dots.join(" + ")) }
            }
        }
    }
}

/// Where a thread's pixel `p` of channel `m` lies on the map that is made.
pub(super) fn place(m: usize, p: usize) -> String {
    format!("corner + ({m}u * MADE_HEIGHT * MADE_WIDTH + {p}u) * vectors")
}

/// `statement`, only where all conditions hold.
pub(super) fn when(conditions: &[String], statement: &str) -> String {
    if conditions.is_empty() {
        statement.to_owned()
    } else {
        format!("if ({}) {{ {statement} }}", conditions.join(" && "))
    }
}
