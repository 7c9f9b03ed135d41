// A real OpenID Connect provider for the tests: service tokens, people, and keys that rotate on command.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';

const { PORT, CONTROL, APP = 'app' } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;

const clients = [
  {
    client_id: 'robot', client_secret: 'robot-secret', grant_types: ['client_credentials'],
    response_types: [], redirect_uris: [],
  },
  {
    client_id: 'browser', token_endpoint_auth_method: 'none', grant_types: ['authorization_code'],
    response_types: ['code'], redirect_uris: ['http://127.0.0.1:1/callback'],
    application_type: 'native',
  },
];
const claims = {
  robot: { org: 'acme', roles: ['writer'] },
  ann: { org: 'acme', roles: ['writer'] },
  bob: { org: 'globex', roles: ['reader'] },
};

let alg = 'RS256';
let keys = [newKey('RS256')];

function newKey(wanted) {
  const made = wanted.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: `P-${wanted.slice(2)}` })
    : wanted === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...made.privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig' };
}

function provider() {
  return new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ['only-for-tests'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_, token) => claims[token.accountId ?? token.clientId],
    ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'RS512', 'ES384'] },
    clientDefaults: { id_token_signed_response_alg: alg },
    pkce: { required: () => true },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          audience: resource.replace('https://apps.example/', ''),
          scope: 'use',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg, kid: keys[0].kid } },
        }),
      },
    },
  }).callback();
}

// What the tests may order. A new key signs from then on; "retire" stops publishing the older ones.
const orders = {
  rotate: (wanted) => { alg = wanted || 'RS256'; keys = [newKey(alg), ...keys]; },
  retire: () => { keys = keys.slice(0, 1); },
};

let answer = provider();
createServer((request, response) => {
  const [, control, order, wanted] = request.url.split('/');
  if (control !== CONTROL) return answer(request, response);
  orders[order]?.(wanted);
  answer = provider();
  return response.end(`${APP} ${keys.map((key) => key.kid).join(' ')}`);
}).listen(Number(PORT), '127.0.0.1');
