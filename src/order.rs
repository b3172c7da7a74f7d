//! Sorting by a number. There is one sort for all: each type that is sorted by itself takes 4 kB of the page.

/// The items from the least `key` to the greatest; equals stay in their order, and NaN counts as more than all.
pub fn ascending<T>(items: Vec<T>, key: impl Fn(&T) -> f64) -> Vec<T> {
    let mut order: Vec<(f64, usize)> = items.iter().map(key).zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, at)| items[at].take()).collect()
}

/// The items from the greatest `key` to the least; equals stay in their order, and NaN counts as more than all.
pub fn descending<T>(items: Vec<T>, key: impl Fn(&T) -> f64) -> Vec<T> {
    ascending(items, |item| -key(item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_stay_in_their_order() {
        let items = vec![(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (f64::INFINITY, 'd'), (-0.5, 'e')];
        let letters =
            |sorted: Vec<(f64, char)>| sorted.into_iter().map(|(_, letter)| letter).collect::<String>();
        assert_eq!(letters(ascending(items.clone(), |item| item.0)), "ebacd");
        assert_eq!(letters(descending(items, |item| item.0)), "dacbe");
    }
}
