import { Router } from '../../../sandbox/frame/router';

const router = new Router<string>()
  .add('GET', 'resources/search', 'search')
  .add('GET', 'resources/:type/*id', 'one')
  .add('GET', 'resources/:type', 'list')
  .add('POST', ':type/upload', 'upload');

test.each([
  ['GET', 'resources/search', 'search', {}],
  ['GET', 'resources/image', 'list', { type: 'image' }],
  ['GET', 'resources/image/a/b c', 'one', { type: 'image', id: 'a/b c' }],
  ['POST', 'raw/upload', 'upload', { type: 'raw' }],
])('%s %s goes to %s', (method, path, handler, params) => {
  expect(router.find(method, path)).toMatchObject({ handler, params });
});

test.each([
  ['POST', 'resources/search'],
  ['GET', 'resources'],
  ['POST', 'raw/upload/more'],
  ['GET', ''],
])('%s %s goes nowhere', (method, path) => {
  expect(router.find(method, path)).toBeUndefined();
});
