//! What a model can go back to, in the form in which its device holds a state.

/// Two states of a model: the one that a rollback goes back to, and one that is to take its place once it is
/// known to be good.
///
/// A candidate is committed once. A second commit without a new candidate changes nothing, and a rollback
/// drops a candidate: it is of a future that did not come.
#[derive(Debug)]
pub(super) struct Checkpoints<T> {
    candidate: Option<T>,
    committed: Option<T>,
}

impl<T> Default for Checkpoints<T> {
    fn default() -> Self {
        Checkpoints { candidate: None, committed: None }
    }
}

impl<T> Checkpoints<T> {
    /// Sets the next candidate. One that was not committed is gone.
    pub fn set(&mut self, candidate: T) {
        self.candidate = Some(candidate);
    }

    /// Takes the candidate out, for its memory.
    pub fn take_candidate(&mut self) -> Option<T> {
        self.candidate.take()
    }

    /// Makes the candidate, if there is one, the state to go back to. Gives back the one that was.
    pub fn commit(&mut self) -> Option<T> {
        let candidate = self.candidate.take()?;
        self.committed.replace(candidate)
    }

    /// The state to go back to, once one was committed.
    pub fn committed(&self) -> Option<&T> {
        self.committed.as_ref()
    }

    /// The state to go back to, now that the model does.
    pub fn rollback(&mut self) -> Option<&T> {
        self.candidate = None;
        self.committed.as_ref()
    }
}
