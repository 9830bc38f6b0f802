export { folderWorkflow } from './folder';
export { jobWorkflow } from './job';
export { quotaGateWorkflow } from './quota-gate';
export { scheduledJobWorkflow } from './scheduled-job';
