// Using a contract through polkadot-js: what the programs beside this one have in common.

export class Mismatch extends Error {}

export function check(condition, message) {
  if (!condition) throw new Mismatch(message);
}

/** Rust's spelling to the one polkadot-js uses for methods. */
export const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** The error of a dispatch in the chain's own words. */
function words(api, error) {
  if (!error.isModule) return error.toString();
  const { section, name, docs } = api.registry.findMetaError(error.asModule);
  return `${section}.${name}: ${docs.join(" ")}`;
}

/** Signs, submits and waits for finality. */
export function finalised(api, transaction, signer) {
  return new Promise((resolve, reject) => {
    transaction
      .signAndSend(signer, (result) => {
        if (result.dispatchError) reject(new Mismatch(words(api, result.dispatchError)));
        else if (result.isError) reject(new Mismatch(`the transaction became ${result.status.type}`));
        else if (result.status.isFinalized) resolve(result);
      })
      .catch(reject);
  });
}

/** The weight a dry run asks for. */
export function gas(api, outcome, what) {
  check(outcome.result.isOk, `${what} reverts in the dry run: ${outcome.result.toString()}`);
  const data = outcome.result.asOk;
  // Bit 0: the contract took everything back.
  const reverted = (data.result ?? data).flags.bits.toNumber() & 1;
  check(!reverted, `${what} is refused by the contract in the dry run: ${data.toString()}`);
  return api.registry.createType("WeightV2", outcome.gasRequired);
}

export async function submit(api, contract, signer, { message, args, value = "0" }) {
  const call = contract.abi.findMessage(camel(message));
  const dry = await api.call.contractsApi.call(
    signer.address, contract.address, value, null, null, call.toU8a(args),
  );
  const gasLimit = gas(api, dry, `message ${message}`);
  return finalised(api, contract.tx[call.method]({ gasLimit, value }, ...args), signer);
}
