//! The index: finalised blocks of one contract → tables. One path for back-fill and for following; the rows of a block, the
//! cursor and what has to be told about it are one transaction. It is a cache of the chain, never evidence.

pub mod schema;
pub mod store;

pub use store::Store;
