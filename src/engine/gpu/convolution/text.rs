//! Lists of statements in WGSL.

/// One line for each item.
pub(super) fn lines<T>(items: impl IntoIterator<Item = T>, line: impl FnMut(T) -> String) -> String {
    items.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The terms, added.
pub(super) fn sum<T>(items: impl IntoIterator<Item = T>, term: impl FnMut(T) -> String) -> String {
    items.into_iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// `statement`, only where all conditions hold.
pub(super) fn when(conditions: &[String], statement: &str) -> String {
    if conditions.is_empty() {
        statement.to_owned()
    } else {
        format!("if ({}) {{ {statement} }}", conditions.join(" && "))
    }
}
