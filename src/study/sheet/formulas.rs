//! The cells of the sheet as one table: what each is called and how it is computed.

use super::net::Values;

/// How a number is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formula {
    /// The step (1 to 6) of the derivation in which that is found; none of an update.
    pub step: Option<u8>,
    /// As a spreadsheet writes it, with names of cells for addresses.
    pub text: &'static str,
}

/// A number of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub name: &'static str,
    /// What the number is, in words.
    pub label: &'static str,
    /// The last is in terms of what is known soonest; none where the user gives the number.
    pub formulas: &'static [Formula],
    /// What gradient descent makes of the number for the next iteration; none where it leaves it.
    pub update: Option<Formula>,
}

/// How many cells are the user's: the first ones of the table.
pub const INPUTS: usize = 13;

const fn given(name: &'static str, label: &'static str) -> Cell {
    Cell { name, label, formulas: &[], update: None }
}

macro_rules! learned {
    ($name:literal, $label:literal) => {
        Cell {
            update: Some(Formula { step: None, text: concat!($name, "-lr*d", $name) }),
            ..given($name, $label)
        }
    };
}

macro_rules! computed {
    ($name:literal, $label:literal, $($step:literal: $text:literal),+) => {
        Cell { formulas: &[$(Formula { step: Some($step), text: $text }),+], ..given($name, $label) }
    };
}

/// All cells: first what the user gives, then what follows, each after those that it needs.
pub const CELLS: [Cell; 34] = [
    given("i1", "input 1"),
    given("i2", "input 2"),
    given("t1", "target of output 1"),
    given("t2", "target of output 2"),
    given("lr", "learning rate"),
    learned!("w1", "weight from input 1 to hidden unit 1"),
    learned!("w2", "weight from input 2 to hidden unit 1"),
    learned!("w3", "weight from input 1 to hidden unit 2"),
    learned!("w4", "weight from input 2 to hidden unit 2"),
    learned!("w5", "weight from hidden unit 1 to output 1"),
    learned!("w6", "weight from hidden unit 2 to output 1"),
    learned!("w7", "weight from hidden unit 1 to output 2"),
    learned!("w8", "weight from hidden unit 2 to output 2"),
    computed!("h1", "sum into hidden unit 1", 1: "w1*i1+w2*i2"),
    computed!("h2", "sum into hidden unit 2", 1: "w3*i1+w4*i2"),
    computed!("ah1", "activation of hidden unit 1", 1: "1/(1+EXP(-h1))"),
    computed!("ah2", "activation of hidden unit 2", 1: "1/(1+EXP(-h2))"),
    computed!("o1", "sum into output 1", 1: "w5*ah1+w6*ah2"),
    computed!("o2", "sum into output 2", 1: "w7*ah1+w8*ah2"),
    computed!("ao1", "activation of output 1", 1: "1/(1+EXP(-o1))"),
    computed!("ao2", "activation of output 2", 1: "1/(1+EXP(-o2))"),
    computed!("E1", "error of output 1", 1: "1/2*(t1-ao1)^2"),
    computed!("E2", "error of output 2", 1: "1/2*(t2-ao2)^2"),
    computed!("E", "error", 1: "E1+E2"),
    computed!("dah1", "gradient of hidden activation 1", 4: "(ao1-t1)*ao1*(1-ao1)*w5+(ao2-t2)*ao2*(1-ao2)*w7"),
    computed!("dah2", "gradient of hidden activation 2", 4: "(ao1-t1)*ao1*(1-ao1)*w6+(ao2-t2)*ao2*(1-ao2)*w8"),
    computed!("dw1", "gradient of w1",
        5: "dah1*ah1*(1-ah1)*i1",
        6: "((ao1-t1)*ao1*(1-ao1)*w5+(ao2-t2)*ao2*(1-ao2)*w7)*ah1*(1-ah1)*i1"),
    computed!("dw2", "gradient of w2",
        5: "dah1*ah1*(1-ah1)*i2",
        6: "((ao1-t1)*ao1*(1-ao1)*w5+(ao2-t2)*ao2*(1-ao2)*w7)*ah1*(1-ah1)*i2"),
    computed!("dw3", "gradient of w3",
        5: "dah2*ah2*(1-ah2)*i1",
        6: "((ao1-t1)*ao1*(1-ao1)*w6+(ao2-t2)*ao2*(1-ao2)*w8)*ah2*(1-ah2)*i1"),
    computed!("dw4", "gradient of w4",
        5: "dah2*ah2*(1-ah2)*i2",
        6: "((ao1-t1)*ao1*(1-ao1)*w6+(ao2-t2)*ao2*(1-ao2)*w8)*ah2*(1-ah2)*i2"),
    computed!("dw5", "gradient of w5", 2: "(ao1-t1)*ao1*(1-ao1)*ah1"),
    computed!("dw6", "gradient of w6", 3: "(ao1-t1)*ao1*(1-ao1)*ah2"),
    computed!("dw7", "gradient of w7", 3: "(ao2-t2)*ao2*(1-ao2)*ah1"),
    computed!("dw8", "gradient of w8", 3: "(ao2-t2)*ao2*(1-ao2)*ah2"),
];

/// Where a cell stands in the table.
pub fn cell(name: &str) -> Option<usize> {
    CELLS.iter().position(|cell| cell.name == name)
}

impl Formula {
    /// The formula as people write it.
    pub fn symbols(&self) -> String {
        typeset(&self.with_cells(|at| CELLS[at].name.to_owned()))
    }

    /// The same with the numbers in it, to `digits` places.
    pub fn numbers(&self, values: &Values, digits: usize) -> String {
        typeset(&self.with_cells(|at| {
            let value = values[at];
            let number = format!("{value:.digits$}");
            if value < 0.0 { format!("({number})") } else { number }
        }))
    }

    /// The formula with something else for every name of a cell.
    pub(super) fn with_cells(&self, mut replaced: impl FnMut(usize) -> String) -> String {
        let mut written = String::new();
        let mut rest = self.text;
        while let Some(first) = rest.chars().next() {
            let is_word = first.is_ascii_alphabetic();
            let end =
                rest.find(|c: char| is_word != c.is_ascii_alphanumeric() || !is_word).unwrap_or(rest.len());
            let (token, behind) = rest.split_at(if is_word { end } else { first.len_utf8() });
            match cell(token).filter(|_| is_word) {
                Some(at) => written.push_str(&replaced(at)),
                None => written.push_str(token),
            }
            rest = behind;
        }
        written
    }
}

fn typeset(formula: &str) -> String {
    let mut formula = formula.replace("EXP(-", "exp(−").replace("1/2*", "½ × ").replace("^2", "²");
    for (plain, set) in [("*", " × "), ("+", " + "), ("1/(", "1 / ("), ("-", " − "), ("( − ", "(−")] {
        formula = formula.replace(plain, set);
    }
    formula
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::sheet::Net;

    fn formula(name: &str) -> &'static Formula {
        &CELLS[cell(name).expect("a cell")].formulas[0]
    }

    #[test]
    fn formulas_read_as_people_write_them() {
        assert_eq!(formula("h1").symbols(), "w1 × i1 + w2 × i2");
        assert_eq!(formula("ah1").symbols(), "1 / (1 + exp(−h1))");
        assert_eq!(formula("E1").symbols(), "½ × (t1 − ao1)²");
        assert_eq!(formula("dw5").symbols(), "(ao1 − t1) × ao1 × (1 − ao1) × ah1");
        let update = CELLS[cell("w8").expect("a cell")].update.expect("an update");
        assert_eq!(update.symbols(), "w8 − lr × dw8");
    }

    #[test]
    fn numbers_stand_for_the_names() {
        let mut net = Net::default();
        net.w[0] = -0.15;
        assert_eq!(formula("h1").numbers(&net.values(), 2), "(−0.15) × 0.05 + 0.20 × 0.10");
    }

    #[test]
    fn what_is_given_comes_first_and_every_formula_needs_only_earlier_cells() {
        for (at, cell) in CELLS.iter().enumerate() {
            assert_eq!(cell.formulas.is_empty(), at < INPUTS, "{}", cell.name);
            assert_eq!(cell.update.is_some(), cell.name.starts_with('w'), "{}", cell.name);
            for formula in cell.formulas {
                formula.with_cells(|needed| {
                    assert!(needed < at, "{} needs {}", cell.name, CELLS[needed].name);
                    String::new()
                });
            }
        }
    }

    #[test]
    fn the_derivation_has_six_steps() {
        let mut steps: Vec<u8> =
            CELLS.iter().flat_map(|cell| cell.formulas).filter_map(|known| known.step).collect();
        steps.sort_unstable();
        steps.dedup();
        assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
    }
}
