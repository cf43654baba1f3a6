//! Statements that are made here, of invented people, in every layout that is read: what is read of them, what is matched, and how
//! often matching is right.

mod attacks;
mod figures;
mod made;
mod matching;
mod payers;
mod readers;
