//! Commands of IPython, such as `!pip install` and `%matplotlib inline`: notebooks have them, Python has not.

use std::borrow::Cow;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

/// Commands that are looked for in a source.
const MOST: usize = 200;

/// The source with a name that nothing has, and a comment, in place of each command; every line keeps its length. What is
/// left is plain Python: the parser's own mode for IPython takes a command within broken brackets for unreachable, and
/// ends the program.
pub fn without(source: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(source);
    if !source.contains(['!', '%']) {
        return text;
    }
    for _ in 0..MOST {
        let Some(place) = first_command(&text) else { break };
        // What follows becomes a comment, unless its first letter takes more room than the sign of one.
        let second =
            text[place + 1..].chars().next().filter(|second| second.is_ascii() && !second.is_whitespace());
        let (put, taken) = if second.is_some() { ("_#", 2) } else { ("#", 1) };
        text.to_mut().replace_range(place..place + taken, put);
    }
    text
}

/// Where the first command begins: where a statement should, or a value that is assigned.
fn first_command(text: &str) -> Option<usize> {
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    let mut nesting = 0_usize;
    let mut begins = true;
    for token in parsed.tokens() {
        if begins && text[token.range()].starts_with(['!', '%']) {
            return Some(token.start().to_usize());
        }
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => nesting += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        begins = begins_command(token, begins, nesting);
    }
    None
}

/// Whether a command may stand behind this token.
fn begins_command(token: &Token, begins: bool, nesting: usize) -> bool {
    match token.kind() {
        TokenKind::Newline => true,
        TokenKind::Equal => nesting == 0,
        TokenKind::NonLogicalNewline | TokenKind::Comment | TokenKind::Indent | TokenKind::Dedent => begins,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_give_way_to_what_is_as_long() {
        for (source, without_them) in [
            ("x = 1\n!pip install torch\ny = 2\n", "x = 1\n_#ip install torch\ny = 2\n"),
            (
                "# torch\n\n%matplotlib inline\n!echo '''(\nx = 1\n",
                "# torch\n\n_#atplotlib inline\n_#cho '''(\nx = 1\n",
            ),
            ("if x:\n    %cd data\n", "if x:\n    _#d data\n"),
            ("found = !ls -l\n", "found = _#s -l\n"),
            ("!é\n", "#é\n"),
            ("a = (1\n     % 2)\n", "a = (1\n     % 2)\n"),
            ("s = '''\n!no\n'''\n", "s = '''\n!no\n'''\n"),
            ("print('%d' % 2, 3 != 4)\n", "print('%d' % 2, 3 != 4)\n"),
        ] {
            assert_eq!(without(source), without_them);
        }
    }
}
