// grpc-js against the ledger under mutual TLS: makes the calls that come as JSON on standard
// input, each as the caller that it names, and prints how each ended and its last answer.
// usage: ledger_client.js HOST:PORT FOLDER_OF_CERTIFICATES
'use strict';
const fs = require('fs');
const path = require('path');
const {createRequire} = require('module');

const root = path.resolve(__dirname, '../..');
const tool = createRequire(path.join(root, 'tests/tools/package.json'));
const grpc = tool('@grpc/grpc-js');
const loader = tool('@grpc/proto-loader');

const [address, folder] = process.argv.slice(2);
const definition = loader.loadSync(
  fs.readdirSync(path.join(root, 'protos/zgc/funding/v1')).map((file) => `zgc/funding/v1/${file}`),
  {keepCase: true, includeDirs: [path.join(root, 'protos')], longs: String, enums: String, defaults: true});
const services = grpc.loadPackageDefinition(definition).zgc.funding.v1;

const read = (name) => fs.readFileSync(path.join(folder, name));
const credentials = {};
const credentialsOf = (who) => credentials[who] ??= grpc.credentials.createSsl(
  read('ca.pem'), read(`${who}-key.pem`), read(`${who}.pem`));

function call({who, person, service, method, request}) {
  const client = new services[service](address, credentialsOf(who));
  const {requestStream, responseStream} = services[service].service[method];
  const metadata = new grpc.Metadata();
  if (person) {
    metadata.set('zgc-on-behalf-of', person);
    metadata.set('zgc-organisation', 'organisations/supervision-office');
  }
  return new Promise((resolve) => {
    let last = {};
    const end = (error) => {
      client.close();
      const cancelled = error?.code === grpc.status.CANCELLED;
      const code = error && !cancelled ? error.code : grpc.status.OK;
      resolve({code: grpc.status[code], last});
    };
    if (!responseStream) {
      client[method](request, metadata, (error, answer) => {
        last = answer ?? {};
        end(error);
      });
      return;
    }
    const stream = requestStream ? client[method](metadata) : client[method](request, metadata);
    stream.on('data', (answer) => {
      last = answer;
      // It would go on for ever.
      if (method.startsWith('Watch')) stream.cancel();
    });
    stream.on('error', end);
    stream.on('end', () => end(null));
    if (requestStream) {
      stream.write(request);
      stream.end();
    }
  });
}

(async () => {
  const ended = [];
  for (const asked of JSON.parse(fs.readFileSync(0, 'utf8'))) ended.push(await call(asked));
  console.log(JSON.stringify(ended));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
