//! Commands that have arrived and wait to be carried out.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use crate::protocol::Command;

/// A command and its bulk data.
pub type Message = (Command, Vec<Vec<u8>>);

/// A queue that one task fills and one task empties.
#[derive(Default)]
pub struct Inbox {
    contents: RefCell<Contents>,
}

#[derive(Default)]
struct Contents {
    queue: VecDeque<Message>,
    waiting: Option<Waker>,
}

impl Inbox {
    /// Adds a message and wakes who waits for it.
    pub fn push(&self, message: Message) {
        let mut contents = self.contents.borrow_mut();
        contents.queue.push_back(message);
        if let Some(waker) = contents.waiting.take() {
            waker.wake();
        }
    }

    /// Puts messages back that were taken out too early, in their order.
    pub fn put_back(&self, messages: Vec<Message>) {
        let mut contents = self.contents.borrow_mut();
        for message in messages.into_iter().rev() {
            contents.queue.push_front(message);
        }
    }

    /// The oldest message, if there is one.
    pub fn try_next(&self) -> Option<Message> {
        self.contents.borrow_mut().queue.pop_front()
    }

    /// The oldest message, as soon as there is one.
    pub async fn next(&self) -> Message {
        self.when(VecDeque::pop_front).await
    }

    /// Waits until a run is to start, and leaves the command where it is.
    pub async fn start_is_waiting(&self) {
        self.is_waiting(|command| matches!(command, Command::Start { .. })).await;
    }

    /// Waits until there is such a command, and leaves it where it is.
    pub async fn is_waiting(&self, such: impl Fn(&Command) -> bool) {
        self.when(|queue| queue.iter().any(|(command, _)| such(command)).then_some(())).await;
    }

    /// What `take` makes of the queue, as soon as it makes something of it.
    async fn when<T>(&self, take: impl Fn(&mut VecDeque<Message>) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut contents = self.contents.borrow_mut();
            match take(&mut contents.queue) {
                Some(taken) => Poll::Ready(taken),
                None => {
                    contents.waiting = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
