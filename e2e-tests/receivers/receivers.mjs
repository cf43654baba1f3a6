// What stands at the other end of a message: a mail server in three kinds of encryption, webhooks, and gateways for
// short messages. It prints one line of JSON with its ports, keeps everything that it gets, says of each thing whether
// its signature is right by other code than ours, and misbehaves as it is told:
//   POST /mode      {"smtp": …, "webhook": …, "sms": …, "retryAfter": …, "delay": ms, "secrets": […]}  (what is left out stays)
//   POST /reset     forgets everything received and behaves again
//   GET  /received  {"smtp": […], "raw": […], "webhooks": […], "sms": […]}
// It ends when its standard input does, that is when whoever started it is gone.
//
// smtp:    ok, refuse (greeting 554), tempfail (451 to RCPT), reject-rcpt (550), reject-sender (550 to MAIL),
//          reject-auth (535), reject-data (554 after the text), slow (silence after the text), silent (no greeting),
//          drop-after-data (takes the text, hangs up)
// raw:     a mail server that answers bytes as it is told, for words that a library would not send:
//          {"raw": {"RCPT": base64 of the reply, …}}, by the command's first word; "." for the end of the text, "GREETING";
//          "HANGUP" instead of a reply closes the connection. What is left out is answered with 250.
// robots:  /robot/wecom, /robot/dingtalk and /robot/feishu look at body and signature as their documentation has it and answer in
//          a 200: {"robot": "ok" | "busy" | "removed"}; {"robotSecret": …} is what they were given. /robot/plain keeps all.
// webhook: ok, 500, 410, 429, any other status, redirect (307), hang (silence), trickle (200, then a body without end)
// sms:     ok, busy (try again), refuse (never), undelivered (taken, fails later), delivered (taken, arrived),
//          hang, any status

import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';

export const MAIL_USER = 'iou';
export const MAIL_PASSWORD = 'a password of the tests';
const TENCENT = { id: 'AKIDEXAMPLE', key: 'a secret key of the tests' };

const initial = () => ({ smtp: 'ok', raw: {}, webhook: 'ok', robot: 'ok', robotSecret: null, sms: 'ok', retryAfter: null, delay: 0, secrets: [] });
let mode = initial();
let received = { smtp: [], raw: [], webhooks: [], sms: [] };
const hanging = new Set();

// --- certificates -----------------------------------------------------------------

// A certificate authority of this process, and a certificate for this machine signed by it.
function certificates() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'iou-receivers-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  const file = (name) => path.join(dir, name);
  fs.writeFileSync(file('ca.cnf'), [
    '[req]', 'distinguished_name = name', 'x509_extensions = ca', 'prompt = no',
    '[name]', 'CN = A certificate authority of the tests',
    '[ca]', 'basicConstraints = critical, CA:TRUE', 'keyUsage = critical, keyCertSign',
    '[host]', 'basicConstraints = critical, CA:FALSE', 'subjectAltName = DNS:localhost, IP:127.0.0.1',
    'extendedKeyUsage = serverAuth', '',
  ].join('\n'));
  const openssl = (...args) => execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', '-config', 'ca.cnf', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2');
  openssl('req', '-config', 'ca.cnf', ...key, '-subj', '/CN=localhost', '-keyout', 'host.key', '-out', 'host.csr');
  openssl('x509', '-req', '-in', 'host.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '2',
    '-days', '2', '-extfile', 'ca.cnf', '-extensions', 'host', '-out', 'host.pem');
  return { ca: file('ca.pem'), key: fs.readFileSync(file('host.key')), cert: fs.readFileSync(file('host.pem')) };
}

// --- mail -------------------------------------------------------------------------

const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

function mailServer(kind, options) {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: kind === 'plain',
    logger: false,
    disableReverseLookup: true,
    ...options,
    onConnect(session, done) {
      if (mode.smtp === 'refuse') return done(refusal(554, '5.3.2 no service for you'));
      if (mode.smtp !== 'silent') done();
    },
    onAuth(auth, session, done) {
      const right = auth.username === MAIL_USER && auth.password === MAIL_PASSWORD && mode.smtp !== 'reject-auth';
      if (right) return done(null, { user: auth.username });
      done(refusal(535, '5.7.8 wrong name or password'));
    },
    onMailFrom(address, session, done) {
      done(mode.smtp === 'reject-sender' ? refusal(550, '5.7.1 you may not send') : null);
    },
    onRcptTo(address, session, done) {
      if (mode.smtp === 'tempfail') return done(refusal(451, `4.2.1 <${address.address}>: try again later`));
      if (mode.smtp === 'reject-rcpt') return done(refusal(550, `5.1.1 <${address.address}>: no such mailbox`));
      done();
    },
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', async () => {
        const outcome = mode.smtp;
        const raw = Buffer.concat(chunks);
        const { subject, text, html, from, to } = await PostalMime.parse(raw);
        received.smtp.push({
          server: kind, secure: session.secure, user: session.user ?? null, outcome,
          from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((to) => to.address),
          raw: raw.toString('utf8'),
          parsed: { subject, text, html: html ?? null, from: from?.name, to: to?.map((one) => one.address) },
        });
        if (outcome === 'slow') return;
        if (outcome === 'reject-data') return done(refusal(554, '5.6.0 not such a text'));
        const number = received.smtp.length;
        if (outcome !== 'drop-after-data') return void setTimeout(() => done(null, `2.0.0 taken as number ${number}`), mode.delay);
        for (const connection of server.connections) {
          if (connection.session === session) connection._socket.destroy();
        }
      });
    },
  });
  server.on('error', () => {});
  return new Promise((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => resolve(listener.address().port));
  });
}

// Every byte of an answer is the test's: GBK as QQ Mail and Coremail write it, replies of several lines, none at all.
function rawServer() {
  const usual = { GREETING: '220 raw', EHLO: '250-raw\r\n250 8BITMIME', DATA: '354 go on', QUIT: '221 bye' };
  const server = net.createServer((socket) => {
    let rest = Buffer.alloc(0);
    let text = null;
    let to = [];
    const answer = (word) => {
      const told = mode.raw[word];
      if (told === 'HANGUP') return socket.destroy();
      socket.write(told ? Buffer.from(told, 'base64') : `${usual[word] ?? '250 ok'}\r\n`);
    };
    const heard = (line) => {
      if (text !== null) {
        if (line.toString() !== '.') return void text.push(line);
        received.smtp.push({ server: 'raw', to, raw: text.map(String).join('\r\n') });
        text = null;
        return answer('.');
      }
      const words = line.toString('latin1');
      const word = words.split(' ')[0].toUpperCase();
      received.raw.push(words);
      if (word === 'RCPT') to.push(words.slice('RCPT TO:<'.length, -1));
      if (word === 'DATA' && !mode.raw.DATA) text = [];
      answer(word);
      if (word === 'QUIT') socket.end();
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let end; (end = rest.indexOf('\r\n')) >= 0; rest = rest.subarray(end + 2)) heard(rest.subarray(0, end));
    });
    answer('GREETING');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

// --- webhooks ---------------------------------------------------------------------

// Right by the reference library (HMAC) or by node's own ed25519.
function signatureIsRight(secret, headers, body) {
  if (!secret.startsWith('whpk_')) {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
  const x = Buffer.from(secret.slice('whpk_'.length), 'base64').toString('base64url');
  const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  return headers['webhook-signature'].split(' ').some((one) => {
    const [version, signature] = one.split(',');
    return version === 'v1a' && crypto.verify(null, content, key, Buffer.from(signature, 'base64'));
  });
}

function webhook(request, body, response) {
  const headers = request.headers;
  const verdict = Object.fromEntries(mode.secrets.map((secret) => [secret, signatureIsRight(secret, headers, body)]));
  received.webhooks.push({ path: request.url, headers, body, verdict, outcome: mode.webhook, at: Date.now() });
  if (mode.retryAfter !== null) response.setHeader('retry-after', mode.retryAfter);
  switch (mode.webhook) {
    case 'ok': return void setTimeout(() => response.end(JSON.stringify({ taken: headers['webhook-id'] })), mode.delay);
    case 'redirect': return response.writeHead(307, { location: `${request.url}/elsewhere` }).end();
    case 'hang': return hanging.add(response);
    case 'trickle':
      response.writeHead(200);
      for (let i = 0; i < 64; i++) response.write('x'.repeat(1024));
      return hanging.add(response);
    default: return response.writeHead(Number(mode.webhook)).end('not now');
  }
}

// --- group robots -----------------------------------------------------------------

const mac = (key, text) => crypto.createHmac('sha256', key).update(text).digest('base64');
const near = (ms) => Math.abs(Date.now() - ms) < 3_600_000;

// Each by its own documentation: what it takes, how it is signed, how it says no.
const robots = {
  wecom(url, asked) {
    const text = asked.msgtype === 'text' ? asked.text?.content : undefined;
    const right = url.searchParams.get('key') !== null && typeof text === 'string';
    if (right && Buffer.byteLength(text) > 2048) return { errcode: 40058, errmsg: 'content exceed max length' };
    const said = { busy: [45009, 'api freq out of limit'], removed: [93000, 'invalid webhook url'] }[mode.robot];
    const [errcode, errmsg] = said ?? (right ? [0, 'ok'] : [93017, 'invalid request']);
    return { errcode, errmsg };
  },
  dingtalk(url, asked) {
    const [timestamp, sign] = [url.searchParams.get('timestamp'), url.searchParams.get('sign')];
    const secret = mode.robotSecret;
    const signed = secret === null || (near(Number(timestamp)) && sign === mac(secret, `${timestamp}\n${secret}`));
    const said = { busy: [130101, 'send too fast'], removed: [300001, 'token is not exist'] }[mode.robot];
    const right = url.searchParams.get('access_token') !== null && typeof asked.text?.content === 'string';
    const [errcode, errmsg] = said ?? (!signed ? [310000, 'sign not match'] : right ? [0, 'ok'] : [400, 'bad']);
    return { errcode, errmsg };
  },
  feishu(url, asked) {
    const { timestamp, sign } = asked;
    const secret = mode.robotSecret;
    const signed = secret === null || (near(1000 * Number(timestamp)) && sign === mac(`${timestamp}\n${secret}`, ''));
    const said = { busy: [9499, 'too many request'], removed: [19001, 'incoming webhook access token invalid'] }[mode.robot];
    const right = asked.msg_type === 'text' && typeof asked.content?.text === 'string';
    const [code, msg] = said ?? (!signed ? [19021, 'sign match fail'] : right ? [0, 'success'] : [9499, 'bad request']);
    return { code, msg, data: {} };
  },
  plain: () => ({ code: mode.robot === 'ok' ? 0 : mode.robot === 'busy' ? 1 : 2 }),
};

function robot(request, body, response) {
  const url = new URL(request.url, 'http://receivers');
  const asked = request.headers['content-type']?.includes('form') ? {} : JSON.parse(body);
  const answer = robots[url.pathname.split('/')[2]](url, asked);
  received.webhooks.push({ path: request.url, headers: request.headers, body, asked, answer });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
}

// --- short messages ---------------------------------------------------------------

const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

// TC3-HMAC-SHA256 over what really came, by the published steps.
function tencentIsRight(request, body) {
  const headers = request.headers;
  const found = /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
    .exec(headers.authorization ?? '');
  if (!found) return false;
  const [, id, scope, names, signature] = found;
  const seconds = Number(headers['x-tc-timestamp']);
  const day = new Date(seconds * 1000).toISOString().slice(0, 10);
  if (id !== TENCENT.id || scope !== `${day}/sms/tc3_request` || Math.abs(Date.now() / 1000 - seconds) > 300) return false;
  const signed = names.split(';');
  if (!signed.includes('host') || !signed.includes('content-type')) return false;
  const canonical = signed.map((name) => `${name}:${headers[name].trim().toLowerCase()}\n`).join('');
  const asked = ['POST', '/', '', canonical, names, sha256(body)].join('\n');
  const toSign = ['TC3-HMAC-SHA256', seconds, scope, sha256(asked)].join('\n');
  const key = [day, 'sms', 'tc3_request'].reduce(hmac, `TC3${TENCENT.key}`);
  return hmac(key, toSign).toString('hex') === signature;
}

function tencent(request, body, response) {
  const verdict = tencentIsRight(request, body);
  const action = request.headers['x-tc-action'];
  const asked = JSON.parse(body);
  received.sms.push({ gateway: 'tencent', action, headers: request.headers, body: asked, verdict, outcome: mode.sms });
  const answer = (fields) => response.setHeader('content-type', 'application/json')
    .end(JSON.stringify({ Response: { ...fields, RequestId: crypto.randomUUID() } }));
  const error = (Code, Message) => answer({ Error: { Code, Message } });
  if (!verdict) return error('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.');
  if (request.headers['x-tc-version'] !== '2021-01-11') return error('NoSuchVersion', 'no such version');
  switch (action) {
    case 'SendSms': {
      const [PhoneNumber] = asked.PhoneNumberSet;
      const [Code, Message] = {
        busy: ['LimitExceeded.PhoneNumberThirtySecondLimit', 'too many within 30 seconds'],
        refuse: ['FailedOperation.PhoneNumberInBlacklist', `the number ${PhoneNumber} does not want it`],
      }[mode.sms] ?? ['Ok', 'send success'];
      const taken = Code === 'Ok';
      const SerialNo = taken ? `2640:${sha256(asked.SessionContext).slice(0, 16)}` : '';
      return answer({ SendStatusSet: [{ SerialNo, PhoneNumber, Fee: taken ? 1 : 0,
        SessionContext: asked.SessionContext, Code, Message, IsoCode: 'CN' }] });
    }
    case 'PullSmsSendStatusByPhoneNumber': {
      const state = { delivered: ['SUCCESS', 'DELIVRD'], undelivered: ['FAIL', 'UNDELIV: phone switched off'] }[mode.sms];
      const sent = received.sms.filter((one) => one.action === 'SendSms' && one.body.PhoneNumberSet[0] === asked.PhoneNumber);
      return answer({ PullSmsSendStatusSet: state ? sent.map((one) => ({
        UserReceiveTime: Math.floor(Date.now() / 1000), CountryCode: '86', SubscriberNumber: asked.PhoneNumber.slice(3),
        PhoneNumber: asked.PhoneNumber, SerialNo: `2640:${sha256(one.body.SessionContext).slice(0, 16)}`,
        ReportStatus: state[0], Description: state[1], SessionContext: one.body.SessionContext,
      })) : [] });
    }
    case 'SendStatusStatistics': return answer({ SendStatusStatistics: { FeeCount: 0, RequestCount: 0, RequestSuccessCount: 0 } });
    default: return error('InvalidAction', 'no such action');
  }
}

// A gateway as there are many: a code in the answer, and a second URL for the state.
function gateway(request, body, response) {
  const url = new URL(request.url, 'http://receivers');
  const form = request.headers['content-type']?.includes('form');
  const asked = form ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body || '{}');
  received.sms.push({ gateway: 'template', method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams),
    headers: request.headers, body: asked, outcome: mode.sms });
  const answer = (fields) => response.setHeader('content-type', 'application/json').end(JSON.stringify(fields));
  if (url.pathname.startsWith('/sms/state/')) {
    const state = { delivered: 'DELIVRD', undelivered: 'UNDELIV' }[mode.sms] ?? 'SENT';
    return answer({ data: { id: decodeURIComponent(url.pathname.slice('/sms/state/'.length)), state } });
  }
  if (mode.sms === 'busy') return answer({ code: 22, msg: 'too many' });
  if (mode.sms === 'refuse') return answer({ code: 3, msg: `no such number: ${asked.to}` });
  const sid = 7_000_000_000 + received.sms.length;
  setTimeout(() => answer({ code: 0, data: { sid } }), mode.delay);
}

// --- the HTTP server --------------------------------------------------------------

function control(request, body, response) {
  const answer = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  if (request.url === '/received') return answer(received);
  for (const one of hanging) one.destroy();
  hanging.clear();
  if (request.url === '/reset') {
    mode = initial();
    received = { smtp: [], raw: [], webhooks: [], sms: [] };
  } else {
    Object.assign(mode, JSON.parse(body));
  }
  answer(mode);
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const { pathname } = new URL(request.url, 'http://receivers');
    if (['/received', '/mode', '/reset'].includes(pathname)) return control(request, body, response);
    if (pathname.startsWith('/robot/')) return robot(request, body, response);
    if (pathname.startsWith('/hook')) return webhook(request, body, response);
    if (mode.sms === 'hang') return hanging.add(response);
    if (/^\d+$/.test(mode.sms)) return response.writeHead(Number(mode.sms)).end('not now');
    if (pathname.startsWith('/sms/')) return gateway(request, body, response);
    if (request.headers['x-tc-action']) return tencent(request, body, response);
    response.writeHead(404).end();
  });
});

const { ca, key, cert } = certificates();
const plain = await mailServer('plain', { disabledCommands: ['STARTTLS'] });
const starttls = await mailServer('starttls', { key, cert });
const raw = await rawServer();
const implicit = await mailServer('implicit', { secure: true, key, cert });
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ http: server.address().port, plain, starttls, implicit, raw, ca }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
