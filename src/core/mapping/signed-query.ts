import { isUrl } from './file-name';

/** Names in a query whose values let somebody in: those of S3, Google Cloud Storage, CloudFront, Azure and others. */
const secret =
  /^(x-amz-(signature|credential|security-token)|x-goog-(signature|credential)|.*signature|sig|hmac|awsaccesskeyid|googleaccessid|key-pair-id|policy|hdn(ts|ea)|(.*[_-])?(token|secret|password|passwd|pwd|api_?key|access_?key|auth|jwt)|apikey|accesskey)$/i;

/** Names that come with a signature and change with it; alone they mean something else. */
const companions =
  /^(x-amz-.*|x-goog-.*|expires?|exp|expiry|expiration|e|ts?|timestamp|nonce|s[tveirpk]|spr|sip|sks?[a-z]*|skoid|sktid|ske|skt|skv)$/i;

function isSecretName(name: string): boolean {
  return secret.test(name);
}

/**
 * A URL without credentials, fragment and those parts of its query that sign it: what stays the same when the link is
 * signed anew. A path stays as it is.
 */
export function withoutSignature(file: string): string {
  if (!isUrl(file) || /^data:/i.test(file)) return file;
  const [address = '', query] = file.replace(/#.*$/s, '').split(/\?(.*)/s);
  const bare = address.replace(/^([^:]+:\/\/)[^/@]*@/, '$1');
  if (query === undefined) return bare;
  const pairs = query.split('&');
  const isSigned = pairs.some((pair) => isSecretName(nameIn(pair)));
  const rest = pairs.filter((pair) => !isSigned || !(isSecretName(nameIn(pair)) || companions.test(nameIn(pair))));
  return rest.length === 0 ? bare : `${bare}?${rest.join('&')}`;
}

/** The name of `name=value` in a query. */
function nameIn(pair: string): string {
  const name = pair.replace(/=.*$/s, '');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
