//! How much of a source is followed. Parser and interpreter go as deep as the source is nested, so a text that is nested
//! without end must be turned away before.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// Bytes of source.
pub const BYTES: usize = 1 << 20;

/// Open brackets at a time, half of what Python's own parser takes.
const BRACKETS: usize = 100;

/// Levels of indentation.
const INDENTS: usize = 50;

/// Words and signs of one expression without a comma, brackets around it counted with it.
const CHAIN: usize = 500;

/// Statements and expressions that are evaluated for one network.
pub const EVALUATIONS: usize = 100_000;

/// Calls, and values that are put into others, in all of a source: values are let go of as deep as they are nested.
pub const NESTINGS: usize = 2_000;

/// Expressions within each other, over all calls in progress.
pub const DEPTH: usize = 150;

/// Functions that call each other.
pub const CALLS: usize = 40;

/// Elements of a list, characters of a text.
pub const ELEMENTS: usize = 2_000;

/// Layers of a network.
pub const LAYERS: usize = 500;

/// Whether a text can be parsed without going too deep.
///
/// # Errors
/// What it has too much of, as a sentence.
pub fn check(source: &str) -> Result<(), String> {
    if source.len() > BYTES {
        return Err(format!(
            "the text has {:.1} MB; a class needs some kB, and at most {} MB are read",
            source.len() as f64 / (1 << 20) as f64,
            BYTES >> 20
        ));
    }
    let mut lexer = lexer::lex(source, Mode::Ipython);
    // Of each open bracket, the outermost being the line itself, the words since the last comma.
    let mut chains = vec![0_usize];
    let mut indents = 0_usize;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Indent => indents += 1,
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => chains.push(0),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if chains.len() > 1 => drop(chains.pop()),
            TokenKind::Newline if chains.len() == 1 => chains[0] = 0,
            TokenKind::Comma => *last(&mut chains) = 0,
            TokenKind::NonLogicalNewline | TokenKind::Comment => {}
            _ => *last(&mut chains) += 1,
        }
        if chains.len() > BRACKETS || indents > INDENTS || chains.iter().sum::<usize>() > CHAIN {
            return Err(format!(
                "the text is nested too deeply: at most {BRACKETS} brackets, {INDENTS} indentations and an expression of \
                 {CHAIN} words are read"
            ));
        }
    }
}

fn last(chains: &mut [usize]) -> &mut usize {
    let at = chains.len() - 1;
    &mut chains[at]
}
