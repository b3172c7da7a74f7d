//! Drawing with mouse, finger and pen: a stroke belongs to the pointer that began it.

use super::{
    brush::Place,
    sheet::{Hand, Sheet},
};

/// What a pointer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerEffect {
    /// Ink was added and the stroke goes on.
    Drew,
    /// The stroke is done.
    Ended,
}

impl Sheet {
    /// A pointer touches the sheet and begins a stroke with a dot. None while another pointer draws.
    pub fn touch(&mut self, pointer: i32, at: Place) -> Option<PointerEffect> {
        let hand = Hand::Pointer(pointer);
        let is_taken = self.hand().is_some_and(|other| other != Hand::Keys && other != hand);
        (!is_taken).then(|| {
            self.begin(hand, at);
            PointerEffect::Drew
        })
    }

    /// A pointer moves, `touching` the sheet or not: where it was lifted out of sight, its stroke is over. None
    /// for a pointer that does not draw.
    pub fn drag(&mut self, pointer: i32, at: Place, touching: bool) -> Option<PointerEffect> {
        if touching {
            self.go_on(Hand::Pointer(pointer), at).then_some(PointerEffect::Drew)
        } else {
            self.release(pointer)
        }
    }

    /// A pointer is lifted, or taken away by the browser. None for a pointer that does not draw.
    pub fn release(&mut self, pointer: i32) -> Option<PointerEffect> {
        self.hand().filter(|hand| *hand == Hand::Pointer(pointer))?;
        self.lift();
        Some(PointerEffect::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whichever_pointer_comes_first_draws_and_the_others_are_ignored() {
        let (finger, thumb) = (7, 3);
        let mut alone = Sheet::default();
        alone.press((20.0, 20.0));
        alone.move_to((20.0, 60.0));
        let mut sheet = Sheet::default();
        assert_eq!(sheet.touch(finger, (20.0, 20.0)), Some(PointerEffect::Drew));
        assert_eq!(sheet.touch(thumb, (100.0, 100.0)), None);
        assert_eq!(sheet.drag(thumb, (120.0, 100.0), true), None);
        assert_eq!(sheet.release(thumb), None);
        assert_eq!(sheet.drag(finger, (20.0, 60.0), true), Some(PointerEffect::Drew));
        assert_eq!(sheet.release(finger), Some(PointerEffect::Ended));
        assert_eq!(sheet.ink(), alone.ink());
        assert_eq!(
            sheet.touch(thumb, (100.0, 100.0)),
            Some(PointerEffect::Drew),
            "the next stroke is anyone's"
        );
    }

    #[test]
    fn one_stroke_is_one_step_back_however_many_fingers_are_about() {
        let mut sheet = Sheet::default();
        sheet.touch(1, (20.0, 20.0));
        sheet.touch(2, (90.0, 90.0));
        sheet.drag(1, (60.0, 20.0), true);
        sheet.release(2);
        sheet.release(1);
        sheet.undo();
        assert!(sheet.is_empty() && !sheet.can_undo());
    }

    #[test]
    fn a_button_released_out_of_sight_ends_the_stroke() {
        let mut sheet = Sheet::default();
        sheet.touch(1, (20.0, 20.0));
        assert_eq!(sheet.drag(1, (90.0, 90.0), false), Some(PointerEffect::Ended));
        let dot = sheet.ink().clone();
        assert_eq!(sheet.drag(1, (90.0, 90.0), true), None, "pressed again elsewhere");
        assert_eq!(*sheet.ink(), dot);
    }

    #[test]
    fn a_stroke_that_was_taken_back_under_the_finger_does_not_go_on() {
        for end in [Sheet::undo as fn(&mut Sheet), Sheet::clear, Sheet::lift] {
            let mut sheet = Sheet::default();
            sheet.touch(1, (20.0, 20.0));
            end(&mut sheet);
            let before = sheet.ink().clone();
            assert_eq!(sheet.drag(1, (90.0, 90.0), true), None);
            assert_eq!(*sheet.ink(), before);
            assert_eq!(sheet.touch(2, (50.0, 50.0)), Some(PointerEffect::Drew));
        }
    }

    #[test]
    fn keys_and_pointers_do_not_draw_each_others_strokes() {
        let mut sheet = Sheet::default();
        sheet.press((20.0, 20.0));
        assert_eq!(sheet.drag(1, (90.0, 90.0), true), None);
        assert_eq!(sheet.release(1), None);
        assert!(sheet.is_drawing(), "the pen of the keys stays down");
        assert_eq!(sheet.touch(1, (90.0, 90.0)), Some(PointerEffect::Drew), "who points means it");
        let touched = sheet.ink().clone();
        sheet.move_to((20.0, 90.0));
        assert_eq!(*sheet.ink(), touched);
    }
}
