//! Networks laid out by the rules of document 000's quiz: convolutions of 3 × 3 without padding, at least two before every
//! pool of 2 × 2 and at least two behind the last one, until 2 × 2 or 1 × 1 is left. A pool passes over the last row and
//! column of an odd side.

use std::iter::once;

use crate::words::plural;

/// Layouts of an image that are shown.
const SHOWN: usize = 6;

/// What a side may be.
const MOST: usize = 1_000;

/// The fewest convolutions that bring an image of this side to its end, and the layouts that have so few.
///
/// # Errors
/// What a side is.
pub fn for_image(side: &str) -> Result<Vec<String>, String> {
    let side = parse("side", side)?;
    let found = layouts(side);
    let Some(first) = found.first() else {
        return Ok(vec![format!("No layout brings {side}×{side} to an end.")]);
    };
    let said = format!(
        "{side}×{side} takes {} at least, in {}.",
        plural(first.convolutions() as u64, "convolution"),
        plural(found.len() as u64, "layout"),
    );
    Ok(once(said).chain(found.iter().take(SHOWN).map(|layout| written(side, layout.sides(side)))).collect())
}

/// The fewest convolutions whose last units see a square of this side, without pools and with them.
///
/// # Errors
/// What a receptive field is.
pub fn for_field(field: &str) -> Result<Vec<String>, String> {
    let field = parse("receptive field", field)?;
    let answer = |how: &str, layout: Layout| {
        let convolutions = plural(layout.convolutions() as u64, "convolution");
        format!("{how} pools {convolutions}: {}", written(1, layout.fields()))
    };
    Ok(vec![
        format!("To see {field}×{field} pixels takes"),
        answer("without", without_pools(field)),
        answer("with", with_pools(field)),
    ])
}

fn parse(what: &str, text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("The {what} must be a whole number from 1 to {MOST}."))
}

/// As in `100 → 98 → 96, pool 48 → 46`.
fn written(begin: usize, steps: Vec<(Step, usize)>) -> String {
    let step = |(step, number): (Step, usize)| match step {
        Step::Convolution => format!(" → {number}"),
        Step::Pool => format!(", pool {number}"),
    };
    begin.to_string() + &steps.into_iter().map(step).collect::<String>()
}

/// How many convolutions follow one another; between these blocks there are pools.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layout(Vec<usize>);

/// A layer of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Convolution,
    Pool,
}

/// Convolutions that a block next to a pool has at least.
const LEAST: usize = 2;

impl Layout {
    /// Its convolutions.
    fn convolutions(&self) -> usize {
        self.0.iter().sum()
    }

    /// Its layers, each with what `through` makes of what came before, beginning with `begin`.
    fn walk<T: Copy>(&self, begin: T, through: impl Fn(T, Step) -> T) -> Vec<(Step, T)> {
        let block = |(at, count): (usize, &usize)| {
            let pool = (at > 0).then_some(Step::Pool);
            pool.into_iter().chain(vec![Step::Convolution; *count])
        };
        let mut now = begin;
        let step = |step| {
            now = through(now, step);
            (step, now)
        };
        self.0.iter().enumerate().flat_map(block).map(step).collect()
    }

    /// Its layers with the side of what each makes of an image of this side.
    fn sides(&self, side: usize) -> Vec<(Step, usize)> {
        self.walk(side, |side, step| match step {
            Step::Convolution => side - 2,
            Step::Pool => side / 2,
        })
    }

    /// Its layers with their true receptive fields.
    fn fields(&self) -> Vec<(Step, usize)> {
        let fields = self.walk((1, 1), |(field, jump), step| match step {
            Step::Convolution => (field + 2 * jump, jump),
            Step::Pool => (field + jump, 2 * jump),
        });
        fields.into_iter().map(|(step, (field, _))| (step, field)).collect()
    }
}

/// The layouts with the fewest convolutions for an image of this side; none where no layout comes to an end.
fn layouts(side: usize) -> Vec<Layout> {
    let plan = Plan::of(side);
    let Some(fewest) = plan.blocks(side, 0).map(|(_, total)| total).min() else { return Vec::new() };
    let mut found = Vec::new();
    plan.extend(side, 0, fewest, &mut Vec::new(), &mut found);
    found
}

/// For each side up to the image's, the fewest convolutions from behind a pool to the end.
struct Plan(Vec<Option<usize>>);

impl Plan {
    fn of(side: usize) -> Self {
        let mut plan = Self(vec![None]);
        for side in 1..=side {
            let fewest = plan.blocks(side, LEAST).map(|(_, total)| total).min();
            plan.0.push(fewest);
        }
        plan
    }

    /// The convolutions that a block of at least `least` may have where this side comes in, and how many there are then to
    /// the end.
    fn blocks(&self, side: usize, least: usize) -> impl Iterator<Item = (usize, usize)> {
        (least..side.div_ceil(2)).flat_map(move |count| {
            let left = side - 2 * count;
            let ends = (left <= 2).then_some(count);
            let pools = (count >= LEAST).then(|| self.0[left / 2].map(|rest| count + rest)).flatten();
            [ends, pools].into_iter().flatten().map(move |total| (count, total))
        })
    }

    /// Every way to the end with so many convolutions.
    fn extend(
        &self,
        side: usize,
        least: usize,
        fewest: usize,
        before: &mut Vec<usize>,
        found: &mut Vec<Layout>,
    ) {
        for count in least..side.div_ceil(2).min(fewest + 1) {
            let left = side - 2 * count;
            before.push(count);
            if left <= 2 && count == fewest {
                found.push(Layout(before.clone()));
            }
            if count >= LEAST && self.0[left / 2] == Some(fewest - count) {
                self.extend(left / 2, LEAST, fewest - count, before, found);
            }
            before.pop();
        }
    }
}

/// Convolutions in a row whose units see a square of this side at least.
fn without_pools(field: usize) -> Layout {
    Layout(vec![field.saturating_sub(1).div_ceil(2)])
}

/// The layout with the fewest convolutions whose last units see a square of this side at least; of several that with the
/// fewest pools. Convolutions behind all pools see furthest, so that blocks before a pool have the least that they may.
fn with_pools(field: usize) -> Layout {
    let with = |pools: usize| {
        let before = Layout([vec![LEAST; pools], vec![0]].concat());
        let seen = before.fields().last().map_or(1, |(_, field)| *field);
        let more = field.saturating_sub(seen).div_ceil(2 << pools);
        Layout([vec![LEAST; pools], vec![more.max(if pools == 0 { 0 } else { LEAST })]].concat())
    };
    let most = usize::BITS - field.leading_zeros();
    (0..=most as usize).map(with).min_by_key(Layout::convolutions).unwrap_or_else(|| without_pools(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(layout: &Layout, side: usize) -> usize {
        layout.sides(side).last().map_or(side, |(_, side)| *side)
    }

    #[test]
    fn an_image_of_100_takes_ten_convolutions_as_the_quiz_says() {
        let found = layouts(100);
        assert!(found.iter().all(|layout| layout.convolutions() == 10));
        let to = |end| found.iter().filter(|layout| ends(layout, 100) == end).count();
        assert_eq!((to(1), to(2), found.len()), (1, 3, 4));
        // The document's own.
        assert!(found.contains(&Layout(vec![2, 2, 2, 4])));
    }

    #[test]
    fn answers_have_their_derivations() {
        let said = for_image("100").unwrap();
        assert_eq!(said[0], "100×100 takes 10 convolutions at least, in 4 layouts.");
        let own = "100 → 98 → 96, pool 48 → 46 → 44, pool 22 → 20 → 18, pool 9 → 7 → 5 → 3 → 1";
        assert!(said.iter().any(|layout| layout == own), "{said:?}");
        let said = for_field(" 21 ").unwrap();
        assert!(said[1].starts_with("without pools 10 convolutions: 1 → 3 → 5"), "{said:?}");
        for wrong in ["", "0", "1001", "-3", "2.5", "many"] {
            assert!(for_image(wrong).unwrap_err().contains("from 1 to 1000"), "{wrong}");
        }
    }

    #[test]
    fn every_layout_keeps_the_rules() {
        for side in 1..=300 {
            for layout in layouts(side) {
                assert!(matches!(ends(&layout, side), 1 | 2), "{side}: {layout:?}");
                assert!(
                    layout.0.len() == 1 || layout.0.iter().all(|block| *block >= 2),
                    "{side}: {layout:?}"
                );
            }
        }
        assert_eq!(layouts(2), [Layout(vec![0])]);
        assert_eq!(layouts(3), [Layout(vec![1])]);
    }

    #[test]
    fn ten_layers_see_21_pixels_and_with_pools_fewer_do() {
        assert_eq!(without_pools(21).convolutions(), 10);
        assert_eq!(without_pools(21).fields().last(), Some(&(Step::Convolution, 21)));
        assert_eq!(without_pools(22).convolutions(), 11);
        for field in 1..200 {
            let layout = with_pools(field);
            assert!(layout.fields().last().is_none_or(|(_, seen)| *seen >= field), "{field}: {layout:?}");
            assert!(layout.convolutions() <= without_pools(field).convolutions(), "{field}");
        }
        // 1, 3, 5, pool 6, 10, 14, 18, 22.
        assert_eq!(with_pools(21), Layout(vec![2, 4]));
    }
}
