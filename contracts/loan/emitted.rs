//! How a loan event reaches the chain: its bytes were encoded once, for the hash, and go out as they are.
//!
//! One shape for all events instead of one emitter each, which would cost kilobytes of code. The topics are those that
//! the events' own derives put into the metadata: signature and loan. Each one costs more than the bytes of the event: the chain
//! keeps a list for it.

use ink::{
    env::{
        event::{state, Event, TopicsBuilder, TopicsBuilderBackend},
        Environment,
    },
    prelude::vec::Vec,
};
use scale::{Encode, Output};
use terms::LoanId;

/// An encoded loan event with its topics.
pub struct Emitted {
    pub signature: &'static [u8; 32],
    pub loan: LoanId,
    pub bytes: Vec<u8>,
}

impl Event for Emitted {
    type RemainingTopics = [state::HasRemainingTopics; 2];

    // Each event has its own, pushed below.
    const SIGNATURE_TOPIC: Option<[u8; 32]> = None;

    fn topics<E, B>(&self, builder: TopicsBuilder<state::Uninit, E, B>) -> B::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        builder
            .build::<Self>()
            .push_topic(Some(self.signature))
            .push_topic(Some(&self.loan))
            .finish()
    }
}

impl Encode for Emitted {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.bytes);
    }
}
