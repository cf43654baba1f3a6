//! How an event reaches the chain: its bytes were encoded once, for the hash of a loan's events, and go out as they are.
//!
//! One shape for all events instead of one emitter each, which would cost kilobytes of code. Of topics there is the one by which
//! events are told apart: the chain keeps a list for each topic, which costs a third of the cheapest call, and what an event is
//! about stands in its bytes.

use ink::{
    env::{
        event::{state, Event, TopicsBuilder, TopicsBuilderBackend},
        Environment,
    },
    prelude::vec::Vec,
};
use scale::{Encode, Output};

/// An encoded event with its topic.
pub struct Emitted {
    pub signature: [u8; 32],
    pub bytes: Vec<u8>,
}

impl Event for Emitted {
    type RemainingTopics = [state::HasRemainingTopics; 1];

    // Each event has its own, pushed below.
    const SIGNATURE_TOPIC: Option<[u8; 32]> = None;

    fn topics<E, B>(&self, builder: TopicsBuilder<state::Uninit, E, B>) -> B::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        builder.build::<Self>().push_topic(Some(&self.signature)).finish()
    }
}

impl Encode for Emitted {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.bytes);
    }
}
