import type { SyncOperation } from './operation';
import { serviceWords, type SyncStep } from './sync';

/** What bringing a photo in step means, step by step: `rename on Flickr to Sea/b.jpg, save here`. */
export function stepsInWords({ half, steps }: Pick<SyncOperation, 'half' | 'steps'>): string {
  return steps.map((step) => stepInWords(step, serviceWords(half))).join(', ');
}

function stepInWords(step: SyncStep, service: string): string {
  switch (step.do) {
    case 'upload':
      return step.replaces === undefined ? `upload to ${service}` : `replace on ${service}`;
    case 'save':
      return `${step.replaces === undefined ? 'save' : 'replace'} here as ${step.to}`;
    case 'arrange-remote':
      return `rename on ${service} to ${step.to.albumName}/${step.to.name}`;
    case 'arrange-local':
      return `rename here to ${step.to}`;
    case 'compare':
      return `compare with ${service}`;
    case 'delete-remote':
      return `delete on ${service}`;
    case 'delete-local':
      return 'delete here';
  }
}
