import type { RemotePhoto, SyncStep } from '../../core/sync';
import { refused } from '../../core/sync-reasons';
import { ProviderError } from '../../providers/provider-error';
import { arrangeLocalStep } from './arrange-local-step';
import { arrangeRemoteStep } from './arrange-remote-step';
import { compareStep } from './compare-step';
import { deleteLocalStep } from './delete-local-step';
import { deleteRemoteStep } from './delete-remote-step';
import { saveStep } from './save-step';
import type { StepMarks } from './step-marks';
import { photoKey, type StepAnswer, type SyncAttempt } from './sync-attempt';
import { uploadStep } from './upload-step';

/** Does steps one after the other; those that an attempt before has done are not done again. */
export async function performSteps(at: SyncAttempt, marks: StepMarks, steps: SyncStep[]): Promise<StepAnswer[]> {
  const answers: StepAnswer[] = [];
  for (const [index, step] of steps.entries()) {
    const known = marks.answerOf(step);
    if (known === undefined) {
      const found = await perform(at, marks, step);
      answers.push(...found);
      const answer = found.at(-1);
      if (index < steps.length - 1 && answer !== undefined) await marks.finish(step, answer);
    } else {
      answers.push(known);
    }
    remember(at, step, answers.at(-1)?.photo);
  }
  return answers;
}

/** A photo that is about to be worked on again may have another album, or other content, by now. */
function remember({ current }: SyncAttempt, step: SyncStep, photo: RemotePhoto | undefined): void {
  const planned = step.do === 'upload' ? step.replaces : step.do === 'arrange-remote' ? step.remote : undefined;
  if (planned !== undefined && photo !== undefined) current.set(photoKey(planned), photo);
}

/** Nothing could be planned for two contents, and now they are known to be two. */
function whyRefused({ albums, options }: SyncAttempt): string {
  const wish = options.prefer === 'local' ? 'to-remote' : options.prefer === 'remote' ? 'to-local' : 'keep-both';
  return refused({ isKnown: false, wish }, { ...options, service: albums.service });
}

async function perform(at: SyncAttempt, marks: StepMarks, step: SyncStep): Promise<StepAnswer[]> {
  switch (step.do) {
    case 'upload':
      return [await uploadStep(at, step)];
    case 'save':
      return [await saveStep(at, step)];
    case 'arrange-remote':
      return [await arrangeRemoteStep(at, step)];
    case 'arrange-local':
      return [await arrangeLocalStep(at, step)];
    case 'delete-remote':
      return [await deleteRemoteStep(at, step, { was: marks.isBegun(step), note: () => marks.begin(step) })];
    case 'delete-local':
      return [await deleteLocalStep(at, step)];
    case 'compare': {
      // An attempt before has found that they differ, and may have begun to do something about it.
      const same = marks.isBegun(step) ? undefined : await compareStep(at, step);
      if (same !== undefined) return [same];
      if (step.ifDifferent.length === 0) throw new ProviderError('Conflict', whyRefused(at));
      await marks.begin(step);
      return performSteps(at, marks, step.ifDifferent);
    }
  }
}
