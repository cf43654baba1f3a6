//! The verifier's own sources and nothing else: that this compiles shows that they need nothing else.

pub mod evidence;
