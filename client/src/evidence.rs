//! Evidence: what a stranger can check without trusting anybody's server.

pub mod agreement;
pub mod disclosure;
pub mod opening;
