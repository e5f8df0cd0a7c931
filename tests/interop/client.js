// grpc-js and proto-loader against the parks; exits 1 with what was not as it should be.
'use strict';
const assert = require('assert');
const path = require('path');
const {createRequire} = require('module');

const root = path.resolve(__dirname, '../..');
const tool = createRequire(path.join(root, 'tests/tools/package.json'));
const grpc = tool('@grpc/grpc-js');
const loader = tool('@grpc/proto-loader');

const definition = loader.loadSync(
  ['zgc/parks/v1/park_service.proto', 'zgc/ops/v1/operations.proto'],
  {keepCase: true, includeDirs: [path.join(root, 'protos')], longs: String, enums: String, defaults: true});
const {zgc} = grpc.loadPackageDefinition(definition);
const insecure = grpc.credentials.createInsecure();
const parks = new zgc.parks.v1.ParkService(process.argv[2], insecure);
const operations = new zgc.ops.v1.OperationsService(process.argv[2], insecure);

const call = (client, method, request) => new Promise((resolve, reject) => {
  client[method](request, (error, answer) => (error ? reject(error) : resolve(answer)));
});
const create = (id) => call(parks, 'CreatePark',
  {park_id: id, park: {display_name: '滨海园', kind: 'PARK_KIND_ZONE'}});

// grpc-js leaves the details of an error as bytes.
const details = new (tool('protobufjs').Root)();
details.resolvePath = (_, file) => path.join(root, 'protos', file);
details.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], {keepCase: true});
const decode = (type, bytes) => details.lookupType(`google.rpc.${type}`).decode(bytes);

async function readsWhatItWrote() {
  const made = await create('binhai');
  assert.strictEqual(made.name, 'parks/binhai');
  const read = await call(parks, 'GetPark', {name: made.name, min_revision: made.revision});
  assert.deepStrictEqual(read, made);
  assert.strictEqual(read.display_name, '滨海园');
}

async function readsAllPages() {
  for (const id of ['p1', 'p2', 'p3']) await create(id);
  const names = [];
  let page_token = '';
  do {
    const page = await call(parks, 'ListParks', {page_size: 2, page_token});
    names.push(...page.parks.map((park) => park.name));
    page_token = page.next_page_token;
  } while (page_token);
  assert.deepStrictEqual(names, ['parks/binhai', 'parks/p1', 'parks/p2', 'parks/p3']);
}

async function decodesErrors() {
  const error = await create('Bad Id').then(() => assert.fail('taken'), (refusal) => refusal);
  assert.strictEqual(error.code, grpc.status.INVALID_ARGUMENT);
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const packed = decode('Status', bytes).details;
  const of = (type) => decode(type,
    packed.find((any) => any.type_url.endsWith(`/google.rpc.${type}`)).value);
  assert.strictEqual(of('ErrorInfo').reason, 'INVALID_FIELD');
  assert.deepStrictEqual(of('BadRequest').field_violations.map((v) => v.field), ['park_id']);
}

async function watches() {
  const {position: {incarnation}} = await call(operations, 'GetServiceStatus', {});
  return new Promise((resolve, reject) => {
    const stream = operations.WatchChanges({after: {incarnation, revision: 4}});
    stream.on('metadata', () => create('later').catch(reject));
    stream.on('data', (commit) => {
      stream.cancel();
      resolve(commit);
    });
    stream.on('error', (error) => error.code === grpc.status.CANCELLED || reject(error));
  }).then((commit) => {
    assert.strictEqual(commit.position.revision, '5');
    assert.strictEqual(commit.changes[0].name, 'parks/later');
  });
}

(async () => {
  for (const check of [readsWhatItWrote, readsAllPages, decodesErrors, watches]) {
    await check().catch((error) => {
      error.message = `${check.name}: ${error.message}`;
      throw error;
    });
  }
  parks.close();
  operations.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
