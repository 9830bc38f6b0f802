import { redactPayload, redactResponse } from '../../../src/core/mapping/redact-payload';

test('a payload in a log lets nobody in', () => {
  const payload = {
    file: 'https://ann:s3cret@x.org/a.jpg?X-Amz-Date=1&X-Amz-Signature=s3cret&v=2',
    parameters: {
      headers: ['Authorization: Basic s3cret', 'cookie:s3cret', 'X-Api-Key: s3cret', 'Accept: image/png'],
      notification_url: 'https://x.org/hook?token=s3cret',
      proxy: 'http://ann:s3cret@proxy:8080',
      tags: ['a', 'b'],
      context: { alt: 'Shoe: red', source: 'https://x.org/?sig=s3cret' },
      metadata: { links: ['https://ann:s3cret@x.org/'] },
      overwrite: true,
      auto_tagging: 0.5,
    },
  };
  const redacted = redactPayload(payload);
  expect(JSON.stringify(redacted)).not.toContain('s3cret');
  expect(redacted.file).toContain('v=2');
  expect(redacted.parameters).toMatchObject({
    headers: ['Authorization: ***', 'cookie: ***', 'X-Api-Key: ***', 'Accept: image/png'],
    tags: ['a', 'b'],
    context: { alt: 'Shoe: red' },
    overwrite: true,
    auto_tagging: 0.5,
  });
});

test('headers as one text of several lines are masked line by line', () => {
  const { parameters } = redactPayload({
    file: 'a',
    parameters: { headers: 'Authorization: s3cret\nAccept: x\nCookie: s3cret' },
  });
  expect(parameters.headers).toBe('Authorization: ***\nAccept: x\nCookie: ***');
});

test('content within a payload is not written down', () => {
  const file = `data:image/png;base64,${'A'.repeat(10_000)}`;
  expect(redactPayload({ file, parameters: {} }).file).toBe('data:image/png;base64,... (10022 characters)');
});

test('an answer in a log holds no signature, key or token, however deep', () => {
  const answer = {
    public_id: 'a',
    signature: 's3cret',
    api_key: 's3cret',
    delete_token: 's3cret',
    access_token: 's3cret',
    tags: ['x'],
    secure_url: 'https://res.cloudinary.com/demo/image/private/s--s3cret0--/v1/a.jpg',
    eager: [{ width: 3, signature: 's3cret', url: 'https://x.org/?token=s3cret' }],
    info: { detection: { token: 's3cret', score: 0.5 }, nothing: null },
    bytes: 3,
  };
  const redacted = redactResponse(answer);
  expect(JSON.stringify(redacted)).not.toContain('s3cret');
  expect(redacted).toMatchObject({
    public_id: 'a',
    tags: ['x'],
    eager: [{ width: 3 }],
    info: { detection: { score: 0.5 }, nothing: null },
    bytes: 3,
  });
});
