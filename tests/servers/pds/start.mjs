// A real Bluesky server (PDS) with its own directory of identities, for tests: on loopback only, forgotten when it ends.
// Run in the folder where package.json was installed:  node start.mjs PORT DIRECTORY_PORT DATA_FOLDER
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { Server } from 'node:net'

const installed = createRequire(process.cwd() + '/')
const { PDS, envToCfg, envToSecrets } = installed('@atproto/pds')
const { Database, PlcServer } = installed('@did-plc/server')
const [port, directoryPort, folder] = process.argv.slice(2)

// Both servers listen on every interface and offer no choice.
const listen = Server.prototype.listen
Server.prototype.listen = function (where, ...rest) {
  const target = typeof where === 'number' ? { port: where, host: '127.0.0.1' } : where
  return listen.call(this, target, ...rest.filter((value) => typeof value === 'function'))
}

const settings = {
  devMode: true,
  hostname: 'localhost',
  port: Number(port),
  dataDirectory: folder,
  blobstoreDiskLocation: `${folder}/blobs`,
  didPlcUrl: `http://localhost:${directoryPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  rateLimitsEnabled: true,
  disableSsrfProtection: true,
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
  modServiceUrl: 'https://moderation.invalid',
  modServiceDid: 'did:example:invalid',
  adminPassword: 'for tests',
  jwtSecret: process.env.TEST_JWT_SECRET,
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
}

const directory = PlcServer.create({ db: Database.mock(), port: Number(directoryPort) })
await directory.start()
const pds = await PDS.create(envToCfg(settings), envToSecrets(settings))
await pds.start()
console.log('ready')
