// Reads the .contract bundle and uses the contract the way any program built on
// polkadot-js does, knowing nothing but the bundle: instantiates it, submits a message,
// decodes the event this causes, and queries the outcome.
//
//   node compat.mjs BUNDLE WS_URL SCENARIO
//
// SCENARIO is a JSON file (`-` is standard input):
//   { "constructor": { "name": "new", "args": ["genesis"] },       ("genesis" stands for the hash of the chain's first block)
//     "submit":      { "message": "…", "args": [ … ], "value": "0" },
//     "event":       { "name": "…", "fields": { "field": expected, … } },
//     "act", "acted": the same for a second message and its event, if any,
//     "query":       { "message": "…", "args": [ … ], "expect": expected } }
// An argument may be JSON, or "0x…": the SCALE encoding of the whole value. Expected
// values are what polkadot-js prints; for an object, the fields named in it must agree.
//
// Prints one line of JSON; exits 1 when something does not agree, 2 on wrong usage.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { Abi, CodePromise } from "@polkadot/api-contract";

import { camel, check, finalised, gas, Mismatch, submit } from "./contract.mjs";

const DEADLINE_MS = 120_000;

/** Whether `actual` agrees with `expected`; objects may have more fields than expected. */
function agrees(actual, expected) {
  if (expected === null || typeof expected !== "object" || Array.isArray(expected)) {
    return isDeepStrictEqual(actual, expected);
  }
  return (
    actual !== null &&
    typeof actual === "object" &&
    Object.entries(expected).every(([key, value]) => agrees(actual[key], value))
  );
}

async function instantiate(api, abi, bundle, signer, { name, args: named }) {
  const args = named.map((each) => (each === "genesis" ? api.genesisHash.toHex() : each));
  const constructor = abi.findConstructor(name);
  const code = { Upload: bundle.source.wasm };
  const dry = await api.call.contractsApi.instantiate(
    signer.address, 0, null, null, code, constructor.toU8a(args), "0x",
  );
  const gasLimit = gas(api, dry, `constructor ${name}`);
  const blueprint = new CodePromise(api, abi, bundle.source.wasm);
  const result = await finalised(api, blueprint.tx[constructor.method]({ gasLimit }, ...args), signer);
  check(result.contract, "polkadot-js found no Instantiated event");
  return result.contract;
}

/** The event polkadot-js itself decoded, by the bundle's ABI alone. */
function findEvent(result, { name, fields = {} }) {
  const decoded = (result.contractEvents ?? []).map(({ event, args }) => ({
    // ink writes the whole path; its last part is the event's name.
    name: event.identifier.split("::").pop(),
    fields: Object.fromEntries(event.args.map((arg, at) => [arg.name, args[at].toJSON()])),
  }));
  const found = decoded.find((event) => event.name === name);
  check(found, `no event ${name}; polkadot-js decoded ${JSON.stringify(decoded)}`);
  check(agrees(found.fields, fields), `event ${name} is ${JSON.stringify(found.fields)}, not ${JSON.stringify(fields)}`);
  return found;
}

async function query(api, contract, signer, { message, args, expect }) {
  const call = contract.abi.findMessage(camel(message));
  const gasLimit = api.registry.createType("WeightV2", { refTime: 50_000_000_000n, proofSize: 1_000_000n });
  const { output, result } = await contract.query[call.method](signer.address, { gasLimit }, ...args);
  check(result.isOk && output, `query ${message} fails: ${result.toString()}`);
  // Around every message lies ink's own Result, for input it could not decode.
  const answer = output.toJSON();
  check(answer !== null && "ok" in answer, `query ${message} answers ${JSON.stringify(answer)}`);
  check(agrees(answer.ok, expect), `query ${message} answers ${JSON.stringify(answer.ok)}, not ${JSON.stringify(expect)}`);
  return answer.ok;
}

async function run(bundlePath, url, scenarioPath) {
  const bundle = JSON.parse(readFileSync(bundlePath, "utf8"));
  const scenario = JSON.parse(readFileSync(scenarioPath === "-" ? 0 : scenarioPath, "utf8"));
  const api = await ApiPromise.create({ provider: new WsProvider(url, 1_000), noInitWarn: true });
  try {
    const signer = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
    const abi = new Abi(bundle, api.registry.getChainProperties());
    check(abi.info.source.wasmHash.toHex() === bundle.source.hash, "polkadot-js reads another code hash");
    const contract = await instantiate(api, abi, bundle, signer, scenario.constructor);
    const onChain = await api.query.contracts.contractInfoOf(contract.address);
    check(onChain.unwrap().codeHash.toHex() === bundle.source.hash, "the chain stores other code than the bundle names");
    const result = await submit(api, contract, signer, scenario.submit);
    const event = findEvent(result, scenario.event);
    if (scenario.act) findEvent(await submit(api, contract, signer, scenario.act), scenario.acted);
    const answer = await query(api, contract, signer, scenario.query);
    return { address: contract.address.toString(), block: result.status.asFinalized.toHex(), event, answer };
  } finally {
    await api.disconnect();
  }
}

const [bundle, url, scenario, ...rest] = process.argv.slice(2);
if (!scenario || rest.length > 0) {
  console.error("usage: node compat.mjs BUNDLE WS_URL SCENARIO");
  process.exit(2);
}
const deadline = setTimeout(() => {
  console.error(`no answer within ${DEADLINE_MS / 1000} s from ${url}`);
  process.exit(1);
}, DEADLINE_MS);
try {
  console.log(JSON.stringify({ success: true, ...(await run(bundle, url, scenario)) }));
} catch (error) {
  console.error(error instanceof Mismatch ? error.message : error);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
}
