// A loan read, or repaid, by a program of polkadot-js that does nothing else: what `make bench` holds `iou` beside.
//
//   node use.mjs BUNDLE WS_URL CONTRACT show LOAN
//   node use.mjs BUNDLE WS_URL CONTRACT repay LOAN PLANCK URI     until it is final
//
// Prints the loan's state, or the block, as one line of JSON.

import { readFileSync } from "node:fs";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { ContractPromise } from "@polkadot/api-contract";

import { check, submit } from "./contract.mjs";

const [bundle, url, address, what, loan, amount, uri] = process.argv.slice(2);
check(what === "show" || (what === "repay" && uri), "usage: node use.mjs BUNDLE WS_URL CONTRACT show LOAN | repay LOAN PLANCK URI");
const api = await ApiPromise.create({ provider: new WsProvider(url, 1_000), noInitWarn: true });
try {
  const contract = new ContractPromise(api, JSON.parse(readFileSync(bundle, "utf8")), address);
  if (what === "show") {
    const gasLimit = api.registry.createType("WeightV2", { refTime: 50_000_000_000n, proofSize: 1_000_000n });
    const { output } = await contract.query.loan(address, { gasLimit }, loan);
    console.log(JSON.stringify(output.toJSON().ok.state));
  } else {
    const signer = new Keyring({ type: "sr25519" }).addFromUri(uri);
    const action = { Repay: { amount, evidence: null } };
    const result = await submit(api, contract, signer, { message: "act", args: [loan, action], value: amount });
    console.log(JSON.stringify({ block: result.status.asFinalized.toHex() }));
  }
} finally {
  await api.disconnect();
}
