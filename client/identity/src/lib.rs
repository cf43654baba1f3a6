//! Who a party is, as a verifier states it: what the party asks for and consents to ([`request`]), what a verifier may state of it
//! ([`issue`]), and the services that a verifier asks, over HTTP ([`service`], docs/identity.openapi.json). The statement itself, which
//! everybody checks, is the verifier's of evidence ([`iou_evidence::identity`]); that it is on record, and revoked, is the rules'
//! (`terms::Loan::state_identity`). Nothing here reads a file, a clock or the chain, and of a face, a document or an answer no more
//! than a digest is kept.
//! Source: 电子签名法 13, 16; 个人信息保护法 28–30; 人脸识别技术应用安全管理办法 4–10.

pub mod fault;
pub mod issue;
pub mod request;
pub mod service;

pub use fault::Fault;
pub use iou_evidence::identity::{people, IdentityStatement, Level, Method};
