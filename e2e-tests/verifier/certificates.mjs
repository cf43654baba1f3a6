// Signatures under certificates (CMS), as far as no authority is asked: that each is over these terms, for a party in their role with their
// account, by the key of the certificate that its signed attributes name, and that this one is for signing. Whether the chain leads to a root,
// what was valid or revoked when, and what time stamps say is left to the first verifier.
// RSA and ECDSA by Node's own cryptography; SM2 (GM/T 0003, 0009) over the curves of @noble/curves, with Node's SM3.
// Written from docs/evidence.md, RFC 5652 and RFC 5035.
import { createHash, createPublicKey, constants, verify as ofKey } from 'node:crypto';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const digestOf = (name, ...parts) => hex(parts.reduce((hash, part) => hash.update(part), createHash(name)).digest());
const fail = (why) => { throw new Error(why); };

// An element of DER: a tag below 31, a length in its one form, as many bytes.
function element(bytes, at = 0) {
  const tag = bytes[at];
  let length = bytes[at + 1];
  let start = at + 2;
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) fail('form');
  if (length >= 0x80) {
    const digits = length - 0x80;
    if (digits < 1 || digits > 4 || bytes[start] === 0) fail('form');
    length = bytes.subarray(start, start + digits).reduce((sum, digit) => sum * 256 + digit, 0);
    start += digits;
    if (length < 0x80) fail('form');
  }
  const end = start + length;
  if (end > bytes.length) fail('form');
  return { tag, body: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}
function inside(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const next = element(bytes, at);
    found.push(next);
    at += next.whole.length;
  }
  return found;
}
const only = (bytes, tag) => {
  const found = element(bytes);
  return found.whole.length === bytes.length && found.tag === tag ? found.body : fail('form');
};
const expect = (found, tag) => (found?.tag === tag ? found.body : fail('form'));

const HASHES = { '608648016503040201': 'sha256', '608648016503040202': 'sha384', '608648016503040203': 'sha512', '2a811ccf55018311': 'sm3' };
const [RSA, PSS] = ['2a864886f70d010101', '2a864886f70d01010a'];
const SCHEMES = {
  '2a864886f70d01010b': ['rsa', 'sha256'], '2a864886f70d01010c': ['rsa', 'sha384'], '2a864886f70d01010d': ['rsa', 'sha512'],
  '2a8648ce3d040302': ['ec', 'sha256'], '2a8648ce3d040303': ['ec', 'sha384'], '2a811ccf55018375': ['sm2', 'sm3'], '2a811ccf5501822d01': ['sm2', 'sm3'],
};
const DATA = ['2a864886f70d010701', '2a811ccf550601040201'];
const SIGNED_DATA = ['2a864886f70d010702', '2a811ccf550601040202'];
const [CONTENT_TYPE, MESSAGE_DIGEST, CERTIFICATE] = ['2a864886f70d010903', '2a864886f70d010904', '2a864886f70d010910022f'];
const hashNamed = (algorithm) => HASHES[hex(expect(inside(algorithm)[0], 0x06))] ?? fail('algorithm');

const SM2 = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
const CURVES = { '2a811ccf5501822d': 'sm2', '2a8648ce3d030107': 'ec', '2b81040022': 'ec' };
const number = (bytes) => BigInt(`0x0${hex(bytes)}`);

// SM2 in the name of everybody: Z is the hash of that name, the curve and the key.
function bySm2(point, message, signature) {
  const { n, a, b, Gx, Gy } = SM2.CURVE();
  const [r, s] = inside(only(signature, 0x30)).map((half) => number(expect(half, 0x02)));
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const wide = (value) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  const id = Buffer.from('1234567812345678');
  const z = digestOf('sm3', Buffer.from([0, id.length * 8]), id, ...[a, b, Gx, Gy].map(wide), point.subarray(1));
  const e = BigInt(`0x${digestOf('sm3', Buffer.from(z, 'hex'), message)}`);
  const t = (r + s) % n;
  if (t === 0n) return false;
  const key = SM2.fromHex(hex(point));
  const { x } = SM2.BASE.multiply(s).add(key.multiply(t)).toAffine();
  return (e + x) % n === r;
}

// A certificate: what names it, its key, and whether it is for signing.
function certificate(whole) {
  const [body] = inside(only(whole, 0x30));
  const fields = inside(expect(body, 0x30));
  if (fields[0].tag === 0xa0) fields.shift();
  const [serial, , issuer, , , spki] = fields;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  const all = extensions ? inside(only(extensions.body, 0x30)).map(({ body: each }) => inside(each)) : [];
  const usage = all.find(([name]) => hex(name.body) === '551d0f')?.at(-1);
  const bits = usage && only(expect(usage, 0x04), 0x03);
  return { whole, serial: hex(expect(serial, 0x02)), issuer: hex(issuer.whole), spki: spki.whole, signs: !bits || (bits[1] & 0xc0) !== 0 };
}

function isSigned({ spki }, scheme, hash, message, signature) {
  const [algorithm, bits] = inside(only(spki, 0x30));
  const [kind, curve] = inside(expect(algorithm, 0x30)).map(({ body }) => hex(body));
  const own = kind === RSA ? 'rsa' : CURVES[curve];
  if (own !== (scheme === 'pss' ? 'rsa' : scheme)) fail('algorithm');
  if (own === 'sm2') return bySm2(expect(bits, 0x03).subarray(1), message, signature);
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  if (own === 'rsa' && !(key.asymmetricKeyDetails.modulusLength >= 2048)) fail('algorithm');
  const saltLength = Number(hash.slice(3)) / 8;
  const how = { rsa: { key }, pss: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, ec: { key, dsaEncoding: 'der' } }[scheme];
  return ofKey(hash, message, how, signature);
}

// Who signed: the party, and the certificate that the signature names.
function signer(cms, digest, parties, beside) {
  const [kind, wrapped] = inside(only(cms, 0x30));
  if (!SIGNED_DATA.includes(hex(expect(kind, 0x06)))) fail('form');
  const fields = inside(only(expect(wrapped, 0xa0), 0x30));
  const content = inside(expect(fields[2], 0x30));
  if (content.length > 1) fail('attached');
  const type = hex(expect(content[0], 0x06));
  if (!DATA.includes(type)) fail('form');
  const carried = fields.find(({ tag }) => tag === 0xa0);
  const signers = inside(expect(fields.at(-1), 0x31));
  if (signers.length !== 1) fail('signers');
  const [, id, hashed, attributes, signed, signature] = inside(expect(signers[0], 0x30));
  const hash = hashNamed(expect(hashed, 0x30));
  const named = new Map();
  let before = '';
  for (const each of inside(attributes?.tag === 0xa0 ? attributes.body : fail('attributes'))) {
    if (hex(each.whole) <= before) fail('form');
    before = hex(each.whole);
    const [name, values] = inside(expect(each, 0x30));
    if (named.has(hex(name.body))) fail('attributes');
    named.set(hex(name.body), inside(expect(values, 0x31)));
  }
  const one = (name) => (named.get(name)?.length === 1 ? named.get(name)[0] : fail('attributes'));
  if (hex(expect(one(CONTENT_TYPE), 0x06)) !== type) fail('attributes');
  const said = hex(expect(one(MESSAGE_DIGEST), 0x04));
  const party = parties.find(([role, account]) => digestOf(hash, `iou:cms:v1:${digest}:${role}:${account}`) === said);
  if (!party) fail('other-content');
  const [first] = inside(expect(inside(expect(one(CERTIFICATE), 0x30))[0], 0x30));
  const parts = inside(expect(first, 0x30));
  const by = parts[0].tag === 0x04 ? 'sha256' : hashNamed(expect(parts.shift(), 0x30));
  const wanted = hex(expect(parts[0], 0x04));
  const all = [...(carried ? inside(carried.body).map(({ whole }) => whole) : []), ...beside];
  // Only this one is read: what others are carried beside is not asked for here.
  const own = certificate(all.find((each) => digestOf(by, each) === wanted) ?? fail('no-certificate'));
  if (id.tag === 0x30) {
    const [issuer, serial] = inside(id.body);
    if (hex(issuer.whole) !== own.issuer || hex(serial.body) !== own.serial) fail('other-certificate');
  }
  const name = hex(inside(expect(signed, 0x30))[0].body);
  const [scheme, its] = name === RSA ? ['rsa', hash] : name === PSS ? ['pss', hash] : SCHEMES[name] ?? fail('algorithm');
  if (its !== hash) fail('algorithm');
  // Signed is the set, not the field in which it stands.
  const message = Uint8Array.from(attributes.whole);
  message[0] = 0x31;
  if (!isSigned(own, scheme, hash, message, expect(signature, 0x04))) fail('signature');
  if (!own.signs) fail('key-usage');
  return { role: party[0], account: party[1], serial: own.serial };
}

// The signatures of a file; `must` refuses it.
export function underCertificates(parts, digest, terms, must) {
  const found = [];
  // Whom the terms name: lender and borrower come first. Where co-borrowers and guarantors stand, only their layout says; whose account stands
  // nowhere in the terms is none of them.
  const account = (at) => hex(terms.subarray(at, at + 32));
  const others = Array.from({ length: Math.max(terms.length - 95, 0) }, (_, n) => account(64 + n));
  const parties = [['lender', account(0)], ['borrower', account(32)], ...['co-borrower', 'guarantor'].flatMap((role) => others.map((each) => [role, each]))];
  const entries = [...parts].filter(([name]) => name.startsWith('x509/'));
  for (const [name, bytes] of entries) {
    const names = ['p7s', 'cer', 'crl', 'ocsp'].map((ending) => `x509/${digestOf('sha256', bytes)}.${ending}`);
    must(names.includes(name), 'cms-name', 'not called by its digest');
  }
  const beside = entries.flatMap(([name, bytes]) => (name.endsWith('.cer') ? [bytes] : []));
  for (const [name, bytes] of entries.filter(([each]) => each.endsWith('.p7s'))) {
    let one;
    let why;
    try {
      one = signer(bytes, digest, parties, beside);
    } catch (error) {
      why = error.message;
    }
    must(one, 'cms-false', `${name}: ${why}`);
    found.push({ entry: name, ...one });
  }
  return found;
}
