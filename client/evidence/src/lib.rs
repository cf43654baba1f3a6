//! Evidence that a stranger can check offline: one file that holds a loan and every proof of it, and the check of such a
//! file, which needs the chain's specification and nothing else: no network, no server, no trust in who made the file.
//! [`verify`](mod@verify) checks a file, [`agreement`] is the readable text of the terms, [`disclosure`] the personal fields
//! that a holder opened, [`draft`] what two people share before they have signed, [`pdf`] finds the file inside a certificate, [`row`] is a row of a bank's statement as a receipt,
//! [`identity`] a verifier's statement about who a party is, [`handwriting`] a signature by hand as strokes. The format, field by field, and what each proof shows:
//! docs/evidence.md.

pub mod agreement;
pub mod disclosure;
pub mod draft;
pub mod handwriting;
pub mod identity;
pub mod pdf;
pub mod row;
pub mod verify;
