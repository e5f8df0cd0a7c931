// Renders the overlays and checks every object against the Kubernetes schemas, and what no
// schema knows: flags, ports and probes that fit the services. Exits 1 naming every fault.
'use strict';
const {execFileSync} = require('child_process');
const fs = require('fs');
const path = require('path');
const {createRequire} = require('module');

const root = path.resolve(__dirname, '../..');
const tool = createRequire(path.join(root, 'tests/tools/package.json'));
const yaml = tool('js-yaml');

const SERVICES = {
  'task-registry': [7101, 8101],
  'funding-ledger': [7102, 8102],
  'park-region': [7103, 8103],
  'supervision-reporting': [7104, 8104],
};
// Which services each follows.
const FOLLOWED = {
  'task-registry': ['funding-ledger', 'park-region', 'supervision-reporting'],
  'funding-ledger': ['task-registry'],
  'supervision-reporting': ['task-registry', 'funding-ledger', 'park-region'],
};
const KINDS = ['StatefulSet', 'Service', 'ServiceAccount', 'PodDisruptionBudget', 'NetworkPolicy'];
const faults = [];
const expect = (good, text) => good || faults.push(text);

function schemaOf({apiVersion, kind}) {
  const folder = {'networking.k8s.io/v1': 'networking.k8s.io/v1'}[apiVersion] || apiVersion;
  return tool(`kubernetes-models/${folder}/${kind}`)[kind];
}

function checkSchema(object) {
  const title = `${object.kind} ${object.metadata.name}`;
  try {
    new (schemaOf(object))(object).validate();
  } catch (error) {
    faults.push(`${title}: ${error.message}`);
  }
}

// The schemas let unknown fields pass, and a misspelt field would be without effect. So every
// field must be the name of some field of Kubernetes; whether it is in place, this cannot say.
function knownFields() {
  const modules = path.join(root, 'tests/tools/node_modules');
  const names = new Set();
  for (const folder of ['kubernetes-models', '@kubernetes-models/apimachinery']) {
    for (const file of fs.readdirSync(path.join(modules, folder), {recursive: true})) {
      if (!file.endsWith('.d.ts')) continue;
      const text = fs.readFileSync(path.join(modules, folder, file), 'utf8');
      for (const match of text.matchAll(/^\s*"?(\w+)"?\??:/gm)) names.add(match[1]);
    }
  }
  return names;
}

const FREE_KEYS = new Set(['labels', 'annotations', 'matchLabels', 'data', 'requests', 'limits']);

function checkFields(value, at, known) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const is_field = !Array.isArray(value);
    // Only labels have a '/' in their names; the selector of a Service is a map of labels.
    if (is_field && !key.includes('/')) expect(known.has(key), `${at}.${key}: no such field`);
    if (!is_field || !FREE_KEYS.has(key)) checkFields(inner, `${at}.${key}`, known);
  }
}

function checkService(objects, name, [grpc, admin]) {
  const find = (kind) => objects.find((o) => o.kind === kind && o.metadata.name === name);
  for (const kind of KINDS) if (!find(kind)) return faults.push(`${name}: no ${kind}`);
  const pod = find('StatefulSet').spec.template.spec;
  const box = pod.containers[0];
  const args = box.args;
  expect(box.command[0].endsWith(`/${name.replace(/-/g, '_')}`), `${name}: command`);
  expect(args.includes(`--listen=0.0.0.0:${grpc}`), `${name}: --listen`);
  expect(args.includes(`--admin-listen=0.0.0.0:${admin}`), `${name}: --admin-listen`);
  expect(!args.includes('--insecure-loopback'), `${name}: insecure`);
  const mounts = box.volumeMounts.map((mount) => mount.mountPath);
  for (const file of args.map((arg) => arg.match(/^--(?:tls-\w+|policy|backup-dir)=(.+)/)?.[1])) {
    if (!file) continue;
    expect(mounts.some((mount) => file.startsWith(`${mount}/`)), `${name}: ${file} is on no volume`);
  }
  for (const source of FOLLOWED[name] || []) {
    const flag = `--source=${source.replace(/-/g, '_')}=${source}:${SERVICES[source][0]}`;
    expect(args.includes(flag), `${name}: no ${flag}`);
  }
  expect(/:\d+\.\d+\.\d+$/.test(box.image), `${name}: image ${box.image} is not pinned`);
  expect(box.startupProbe.httpGet.path === '/livez', `${name}: startup probe`);
  expect(box.readinessProbe.httpGet.path === '/readyz', `${name}: readiness probe`);
  expect(box.livenessProbe.httpGet.path === '/livez', `${name}: liveness probe`);
  expect(box.securityContext.readOnlyRootFilesystem === true, `${name}: writable root`);
  expect(box.securityContext.allowPrivilegeEscalation === false, `${name}: privileges`);
  expect(box.securityContext.capabilities.drop.includes('ALL'), `${name}: capabilities`);
  expect(pod.securityContext.seccompProfile.type === 'RuntimeDefault', `${name}: seccomp`);
  expect(pod.automountServiceAccountToken === false, `${name}: token of the API server`);
  expect(pod.serviceAccountName === name, `${name}: service account`);
  expect(pod.securityContext.runAsNonRoot === true, `${name}: root user`);
  const drain = Number(args.find((arg) => arg.startsWith('--drain-'))?.split('=')[1]);
  expect(drain < pod.terminationGracePeriodSeconds, `${name}: killed before it has drained`);
  const map = pod.volumes.find((volume) => volume.configMap)?.configMap.name;
  expect(objects.some((o) => o.kind === 'ConfigMap' && o.metadata.name === map),
    `${name}: ConfigMap ${map} does not exist`);
  const ports = find('Service').spec.ports.map((port) => port.port);
  expect(ports.includes(grpc) && ports.includes(admin), `${name}: ports of the Service`);
}

// Full names of all methods of the contracts.
function contractMethods() {
  const protos = path.join(root, 'protos/zgc');
  const names = [];
  for (const file of fs.readdirSync(protos, {recursive: true})) {
    if (!file.endsWith('.proto')) continue;
    const text = fs.readFileSync(path.join(protos, file), 'utf8');
    const pkg = text.match(/^package ([\w.]+);/m)[1];
    let service = '';
    for (const match of text.matchAll(/^service (\w+)|^  rpc (\w+)\(/gm)) {
      if (match[1]) service = match[1];
      else names.push(`/${pkg}.${service}/${match[2]}`);
    }
  }
  return names;
}

// A role that names a method which does not exist grants less than it seems to. A whole
// package, "/zgc.tasks.v1.*", may be granted before its contract is there.
function checkPolicy(policy) {
  const methods = contractMethods();
  for (const role of policy.roles) {
    for (const pattern of role.methods) {
      if (/^\/zgc\.\w+\.v\d+\.\*$/.test(pattern)) continue;
      const stem = pattern.replace(/\*$/, '');
      const found = methods.some((m) => (stem === pattern ? m === stem : m.startsWith(stem)));
      expect(found, `policy: role ${role.name}: ${pattern} is no method of the contracts`);
    }
  }
}

// Each Job works on the volume of the service whose program it runs, with the flags of that.
function checkJob(job, objects, {besideItsService = true} = {}) {
  const pod = job.spec.template.spec;
  const [box] = pod.containers;
  const name = box.command[0].split('/').pop().replace(/_/g, '-');
  const title = `Job ${job.metadata.name}`;
  const service = objects.find((o) => o.kind === 'StatefulSet' && o.metadata.name === name);
  if (!service) return faults.push(`${title}: ${name} is no service`);
  const own = service.spec.template.spec;
  const store = own.containers[0].args.find((arg) => arg.startsWith('--store='));
  expect(box.args.includes(store), `${title}: no ${store}`);
  expect(box.image === own.containers[0].image, `${title}: image ${box.image}`);
  expect(pod.volumes[0].persistentVolumeClaim.claimName === `data-${name}-0`, `${title}: volume`);
  const near = pod.affinity?.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0];
  const node = near?.labelSelector.matchLabels['app.kubernetes.io/name'];
  expect(node === (besideItsService ? name : undefined), `${title}: node`);
  // The Service would send calls to it.
  expect(!job.spec.template.metadata.labels['app.kubernetes.io/name'], `${title}: labels`);
  for (const key of ['runAsUser', 'fsGroup']) {
    expect(pod.securityContext[key] === own.securityContext[key], `${title}: ${key}`);
  }
}

// Restores every service's store to where the service looks for it.
function checkRestore(job, objects) {
  const pod = job.spec.template.spec;
  const [box] = pod.containers;
  const to = box.args.find((arg) => arg.startsWith('--to=')).slice('--to='.length);
  for (const name of Object.keys(SERVICES)) {
    const service = name.replace(/-/g, '_');
    const own = objects.find((o) => o.kind === 'StatefulSet' && o.metadata.name === name);
    const [main] = own.spec.template.spec.containers;
    const mount = box.volumeMounts.find((m) => to.replace('{service}', service).startsWith(`${m.mountPath}/`));
    const volume = pod.volumes.find((v) => v.name === mount?.name);
    const inside = to.replace('{service}', service).slice(mount?.mountPath.length);
    expect(volume?.persistentVolumeClaim.claimName === `data-${name}-0`, `Job restore: volume of ${name}`);
    expect(main.args.includes(`--store=rocksdb:///data${inside}`), `Job restore: place of ${name}`);
    expect(box.image === main.image, `Job restore: image ${box.image}`);
  }
}

// Runs the command that goes on until all is swept, against the service where it listens, and again
// where that fails.
function checkSweep(job, objects) {
  const [box] = job.spec.jobTemplate.spec.template.spec.containers;
  const title = `${job.kind} ${job.metadata.name}`;
  const [main] = objects.find((o) => o.kind === 'StatefulSet').spec.template.spec.containers;
  expect(box.command[0].endsWith('/zgcctl'), `${title}: command`);
  expect(box.args[0] === 'sweep', `${title}: ${box.args[0]} does not go on until all is swept`);
  expect(job.spec.jobTemplate.spec.backoffLimit >= 3, `${title}: is not tried again`);
  const name = 'supervision-reporting';
  expect(box.args.some((arg) => arg.endsWith(`=${name}:${SERVICES[name][0]}`)), `${title}: address`);
  expect(box.image === main.image, `${title}: image ${box.image}`);
}

// Newer kubectl warns of `bases`, which the older ones need.
const render = (folder) => yaml.loadAll(execFileSync('kubectl', ['kustomize', folder],
  {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']}));

const folder = process.argv[2] || path.join(root, 'deploy/kustomize/overlays/standalone');
const objects = render(folder);
const jobs = render(path.join(folder, '../../create-stores'));
for (const name of Object.keys(SERVICES)) {
  expect(jobs.some((job) => job.metadata.name === `create-store-${name}`), `no Job for ${name}`);
}
for (const job of jobs) checkJob(job, objects);
const restore = render(path.join(folder, '../../restore'));
for (const job of restore) checkRestore(job, objects);
// Said while the services are scaled to 0.
const begin = render(path.join(folder, '../../begin-incarnations'));
expect(begin.length === jobs.length, `${begin.length} Jobs begin an incarnation`);
for (const job of begin) {
  checkJob(job, objects, {besideItsService: false});
  const {args} = job.spec.template.spec.containers[0];
  expect(/^--begin-incarnation=./.test(args[0]), `Job ${job.metadata.name}: ${args[0]}`);
}
const sweep = render(path.join(folder, '../../sweep'));
for (const job of sweep) checkSweep(job, objects);
objects.push(...jobs, ...begin, ...restore, ...sweep);
objects.forEach(checkSchema);
const known = knownFields();
for (const object of objects) checkFields(object, `${object.kind} ${object.metadata.name}`, known);
for (const [name, ports] of Object.entries(SERVICES)) checkService(objects, name, ports);
for (const map of objects.filter((o) => o.kind === 'ConfigMap')) {
  checkPolicy(JSON.parse(map.data['policy.json']));
}
expect(!objects.some((o) => o.kind === 'Secret'), 'a Secret must not be in the repository');
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`${objects.length} objects are valid`);
