//! Drawing with the keyboard.

use super::{
    brush::Place,
    sheet::{SHEET, Sheet},
};

/// How far an arrow key moves: one of the network's pixels.
const STEP: f32 = 5.0;

/// The pen that the arrow keys move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    pub at: Place,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { at: (SHEET as f32 / 2.0, SHEET as f32 / 2.0) }
    }
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyEffect {
    /// The cursor moved; the ink is as it was.
    Moved,
    /// Ink was added and the stroke goes on.
    Drew,
    /// The stroke is done.
    Ended,
    /// The last step was taken back.
    Undone,
}

impl Cursor {
    /// Applies a key: arrows move, Space or Enter puts the pen down and lifts it, Escape lifts it,
    /// Ctrl+Z (`control`) takes back. None for a key that means nothing here.
    pub fn key(&mut self, key: &str, control: bool, sheet: &mut Sheet) -> Option<KeyEffect> {
        match key {
            "z" | "Z" if control => {
                sheet.undo();
                Some(KeyEffect::Undone)
            }
            _ if control => None,
            "ArrowLeft" => Some(self.travel(-STEP, 0.0, sheet)),
            "ArrowRight" => Some(self.travel(STEP, 0.0, sheet)),
            "ArrowUp" => Some(self.travel(0.0, -STEP, sheet)),
            "ArrowDown" => Some(self.travel(0.0, STEP, sheet)),
            " " | "Enter" if !sheet.is_drawing() => {
                sheet.press(self.at);
                Some(KeyEffect::Drew)
            }
            " " | "Enter" | "Escape" if sheet.is_drawing() => {
                sheet.lift();
                Some(KeyEffect::Ended)
            }
            _ => None,
        }
    }

    fn travel(&mut self, x: f32, y: f32, sheet: &mut Sheet) -> KeyEffect {
        let edge = SHEET as f32;
        self.at = ((self.at.0 + x).clamp(0.0, edge), (self.at.1 + y).clamp(0.0, edge));
        if sheet.is_drawing() {
            sheet.move_to(self.at);
            KeyEffect::Drew
        } else {
            KeyEffect::Moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inked(sheet: &Sheet) -> usize {
        sheet.ink().values().iter().filter(|value| **value > 127).count()
    }

    #[test]
    fn keys_draw_a_stroke() {
        let (mut sheet, mut cursor) = (Sheet::default(), Cursor::default());
        assert_eq!(cursor.key("ArrowUp", false, &mut sheet), Some(KeyEffect::Moved));
        assert!(sheet.is_empty());
        assert_eq!(cursor.key(" ", false, &mut sheet), Some(KeyEffect::Drew));
        let dot = inked(&sheet);
        for _ in 0..6 {
            assert_eq!(cursor.key("ArrowDown", false, &mut sheet), Some(KeyEffect::Drew));
        }
        assert!(inked(&sheet) > 2 * dot);
        assert_eq!(cursor.key("Enter", false, &mut sheet), Some(KeyEffect::Ended));
        let stroke = inked(&sheet);
        cursor.key("ArrowRight", false, &mut sheet);
        assert_eq!(inked(&sheet), stroke);
    }

    #[test]
    fn control_z_takes_the_stroke_back() {
        let (mut sheet, mut cursor) = (Sheet::default(), Cursor::default());
        cursor.key("Enter", false, &mut sheet);
        assert_eq!(cursor.key("z", true, &mut sheet), Some(KeyEffect::Undone));
        assert!(sheet.is_empty() && !sheet.is_drawing());
    }

    #[test]
    fn the_cursor_stays_on_the_sheet() {
        let (mut sheet, mut cursor) = (Sheet::default(), Cursor::default());
        for _ in 0..100 {
            cursor.key("ArrowLeft", false, &mut sheet);
            cursor.key("ArrowUp", false, &mut sheet);
        }
        assert_eq!(cursor.at, (0.0, 0.0));
    }

    #[test]
    fn other_keys_are_left_to_the_browser() {
        let (mut sheet, mut cursor) = (Sheet::default(), Cursor::default());
        for (key, control) in [("Tab", false), ("Escape", false), ("a", false), ("ArrowLeft", true)] {
            assert_eq!(cursor.key(key, control, &mut sheet), None);
        }
    }
}
