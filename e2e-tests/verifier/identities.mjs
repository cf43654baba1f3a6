// Verifiers' statements about who a party is, as far as the file carries them: that an event of that verifier names each by its digest and level,
// that the verifier's key signed it, of this chain, contract, loan, these terms and an account that has that role in them, and what became of it.
// That its methods carry its level, its times and, where the fields are carried, that the terms commit to what was checked, are held too.
// Written from docs/identity.md.
import { createHash } from 'node:crypto';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const text = (words) => new TextEncoder().encode(words);
const sha256 = (whole) => createHash('sha256').update(whole).digest('hex');
const rising = (all) => all.every((one, n) => n === 0 || all[n - 1] < one);
// The one form of JSON (RFC 8785): names by rising code units, no blanks.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
};

const LEVELS = ['declared', 'remote', 'document', 'authority'];
const METHODS = ['declared', 'call', 'document', 'in_person', 'liveness', 'network_id', 'certificate'];
// The highest level that methods carry together; a face alone, or with no more than the person's own word, carries none.
function levelOf(methods) {
  const has = (name) => methods.includes(name);
  if (has('certificate')) return 3;
  if (has('network_id') || (has('document') && (has('liveness') || has('in_person')))) return 2;
  if (has('call') || has('in_person') || has('document')) return 1;
  return has('declared') && !has('liveness') ? 0 : -1;
}
const MEMBERS = ['account', 'checked_at_ms', 'consent', 'contract', 'fields', 'format', 'genesis', 'level', 'loan', 'methods', 'report', 'role', 'salt', 'schema', 'signature', 'terms', 'valid_until_ms', 'verifier'];
const DIGESTS = ['account', 'consent', 'contract', 'genesis', 'report', 'salt', 'terms', 'verifier'];
const TEN_YEARS_MS = 10 * 366 * 86_400_000;
const AHEAD_MS = 15 * 60_000;
const REVOKES = ['IdentityEnded', 'IdentityVoided'];
const isDigest = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isNumber = (value) => Number.isSafeInteger(value) && value >= 0;
// Text that has a form in UTF-8: half of a pair of code units has none.
const isText = (value) => typeof value === 'string' && value.isWellFormed();

// A statement in its one form; none for other bytes.
function read(whole) {
  if (whole.length > 16 * 1024) return undefined;
  try {
    const words = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole);
    const it = JSON.parse(words);
    const isOne = canonical(it) === words && canonical(Object.keys(it).sort()) === canonical(MEMBERS)
      && it.format === 'iou-identity-statement' && it.schema === 1 && DIGESTS.every((name) => isDigest(it[name]))
      && [it.loan, it.checked_at_ms, it.valid_until_ms].every(isNumber) && [it.role, it.signature].every(isText)
      && LEVELS.includes(it.level) && it.methods.every((each) => METHODS.includes(each))
      && it.fields.every((each) => canonical(Object.keys(each).sort()) === '["commitment","name"]' && isDigest(each.commitment) && isText(each.name));
    return isOne ? it : undefined;
  } catch {
    return undefined;
  }
}

// Why a statement does not hold; nothing where it does.
function wrong(it, { event, verifier, kind, chain, isParty, commitments, signed, until }) {
  if (!rising(it.methods.map((each) => METHODS.indexOf(each))) || LEVELS.indexOf(it.level) > levelOf(it.methods)) return 'methods';
  const span = it.valid_until_ms - it.checked_at_ms;
  if (span <= 0 || span > TEN_YEARS_MS) return 'time';
  const names = it.fields.map((each) => each.name);
  const isSorted = names.every((name, n) => n === 0 || Buffer.compare(Buffer.from(names[n - 1]), Buffer.from(name)) < 0);
  if (names.length === 0 || names.length > 64 || !isSorted || !names.every((name) => name.startsWith(`${it.role}.`))) return 'fields';
  const message = `iou:identity:v1:${sha256(canonical({ ...it, signature: '' }))}`;
  const isSigned = /^[0-9a-fA-F]{128}$/.test(it.signature) && it.verifier !== '00'.repeat(32)
    && [message, `<Bytes>${message}</Bytes>`].some((words) => signed(text(words), bytes(it.signature), bytes(it.verifier)));
  if (!isSigned) return 'signature';
  if (it.verifier !== verifier) return 'verifier';
  if (LEVELS.indexOf(it.level) !== kind) return 'level';
  if (Object.entries(chain).some(([name, value]) => it[name] !== value)) return 'place';
  if (!isParty(it.role, it.account)) return 'account';
  // Where the file does not prove when it was put on record, it was not after the proved block.
  if (it.checked_at_ms > Number(event.time ?? until) + AHEAD_MS) return 'time';
  if (commitments && !it.fields.every((each) => commitments.get(each.name) === each.commitment)) return 'commitments';
  return undefined;
}

// The statements of a file; `must` refuses it.
export function statementsOf({ parts, events, chain, isParty, commitments, must, signed, until }) {
  const found = [];
  for (const event of events.filter(({ name }) => name === 'IdentityStated')) {
    const [verifier, digest] = [event.fields.slice(0, 64), event.fields.slice(64, 128)];
    const kind = Buffer.from(event.fields.slice(128), 'hex').readUInt16LE();
    const of = (name) => events.find((other) => other.name === name && other.fields === verifier + digest);
    const revoked = of('IdentityVoided') ?? of('IdentityEnded');
    const name = `files/${digest}`;
    const whole = parts.get(name);
    const it = whole && read(whole);
    must(!whole || hex(createHash('sha256').update(whole).digest()) === digest, 'file-foreign', 'a file under the name of another');
    const why = whole && (it ? wrong(it, { event, verifier, kind, chain, isParty, commitments, signed, until }) : 'form');
    // Another verifier's statement, or no statement, that another event names: it is shown as that, and this one is missing.
    const isBeside = ['form', 'verifier'].includes(why) && events.some((other) => other !== event && !REVOKES.includes(other.name) && other.fields.includes(digest));
    must(!why || isBeside, 'identity-false', `${name}: ${why}`);
    const shown = isBeside ? undefined : it;
    found.push({
      event: event.number, verifier, digest, kind, role: shown?.role ?? null, account: shown?.account ?? null,
      revoked: revoked ? { event: revoked.number, how: revoked.name === 'IdentityVoided' ? 'void' : 'ended' } : null,
    });
  }
  return found;
}
