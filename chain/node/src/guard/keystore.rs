//! The keystore in front of which the guard stands, once for the GRANDPA voter and once for those who make keys.

use super::Guard;
use sp_consensus_grandpa::KEY_TYPE;
use sp_core::{crypto::KeyTypeId, ecdsa, ed25519, sr25519};
use sp_keystore::{Error, Keystore, KeystorePtr};
use std::sync::Arc;

/// The node's keystore, for one purpose.
pub struct GuardedKeystore {
    guard: Arc<Guard>,
    /// It is the voter that asks; otherwise nothing is kept from anybody.
    for_voting: bool,
}

impl GuardedKeystore {
    /// As the GRANDPA voter gets it: it signs votes that contradict none, and nothing else with those keys.
    pub fn for_voting(guard: Arc<Guard>) -> KeystorePtr {
        Arc::new(Self {
            guard,
            for_voting: true,
        })
    }

    /// As those get it who make keys: of a key that is made here it is known that it has signed nothing.
    pub fn for_making_keys(guard: Arc<Guard>) -> KeystorePtr {
        Arc::new(Self {
            guard,
            for_voting: false,
        })
    }

    fn inner(&self) -> &KeystorePtr {
        &self.guard.parts.keystore
    }

    fn is_guarded(&self, kind: KeyTypeId) -> bool {
        self.for_voting && kind == KEY_TYPE
    }
}

impl Keystore for GuardedKeystore {
    /// A signature that is refused ends the voter, and with it the node: whoever can, does not let it come so far.
    fn ed25519_sign(
        &self,
        kind: KeyTypeId,
        key: &ed25519::Public,
        payload: &[u8],
    ) -> Result<Option<ed25519::Signature>, Error> {
        if self.is_guarded(kind) {
            if let Err(why) = self.guard.may_sign(key.0, payload) {
                log::error!("Refused to sign a vote: {why}.");
                return Ok(None);
            }
        }
        self.inner().ed25519_sign(kind, key, payload)
    }

    /// The voter asks this at the beginning of each round, and only watches in rounds in which the answer is no.
    fn has_keys(&self, keys: &[(Vec<u8>, KeyTypeId)]) -> bool {
        self.inner().has_keys(keys)
            && keys
                .iter()
                .all(|(key, kind)| !self.is_guarded(*kind) || self.guard.takes_part(key))
    }

    /// A key from a seed may be anywhere; one without was never anywhere else.
    fn ed25519_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<ed25519::Public, Error> {
        if kind == KEY_TYPE && seed.is_none() {
            return self.guard.make_key();
        }
        self.inner().ed25519_generate_new(kind, seed)
    }

    fn ed25519_public_keys(&self, kind: KeyTypeId) -> Vec<ed25519::Public> {
        self.inner().ed25519_public_keys(kind)
    }

    fn sr25519_public_keys(&self, kind: KeyTypeId) -> Vec<sr25519::Public> {
        self.inner().sr25519_public_keys(kind)
    }

    fn sr25519_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<sr25519::Public, Error> {
        self.inner().sr25519_generate_new(kind, seed)
    }

    fn sr25519_sign(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        message: &[u8],
    ) -> Result<Option<sr25519::Signature>, Error> {
        self.inner().sr25519_sign(kind, key, message)
    }

    fn sr25519_vrf_sign(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        data: &sr25519::vrf::VrfSignData,
    ) -> Result<Option<sr25519::vrf::VrfSignature>, Error> {
        self.inner().sr25519_vrf_sign(kind, key, data)
    }

    fn sr25519_vrf_pre_output(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        input: &sr25519::vrf::VrfInput,
    ) -> Result<Option<sr25519::vrf::VrfPreOutput>, Error> {
        self.inner().sr25519_vrf_pre_output(kind, key, input)
    }

    fn ecdsa_public_keys(&self, kind: KeyTypeId) -> Vec<ecdsa::Public> {
        self.inner().ecdsa_public_keys(kind)
    }

    fn ecdsa_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<ecdsa::Public, Error> {
        self.inner().ecdsa_generate_new(kind, seed)
    }

    fn ecdsa_sign(
        &self,
        kind: KeyTypeId,
        key: &ecdsa::Public,
        message: &[u8],
    ) -> Result<Option<ecdsa::Signature>, Error> {
        self.inner().ecdsa_sign(kind, key, message)
    }

    fn ecdsa_sign_prehashed(
        &self,
        kind: KeyTypeId,
        key: &ecdsa::Public,
        message: &[u8; 32],
    ) -> Result<Option<ecdsa::Signature>, Error> {
        self.inner().ecdsa_sign_prehashed(kind, key, message)
    }

    fn insert(&self, kind: KeyTypeId, suri: &str, key: &[u8]) -> Result<(), ()> {
        self.inner().insert(kind, suri, key)
    }

    fn keys(&self, kind: KeyTypeId) -> Result<Vec<Vec<u8>>, Error> {
        self.inner().keys(kind)
    }
}
