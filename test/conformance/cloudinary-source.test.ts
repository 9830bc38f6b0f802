import { startSource } from './cloudinary.harness';
import { sourceSuite } from './source-suite';

describe('an account with fixed folders as a source', () => sourceSuite(() => startSource('fixed')));
