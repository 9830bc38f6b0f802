import { writeJobResults } from '../reporting/job-results';
import { beginScheduledJob } from './begin-scheduled-job';
import { checkLocations } from './check-locations';
import { closeFolder } from './close-folder';
import { closeJob } from './close-job';
import { listInventory } from './list-inventory';
import { performOperation } from './perform-operation';
import { planFolders } from './plan-folders';
import { planPage } from './plan-page';
import type { ActivityPorts } from './ports';
import { probeService } from './probe-service';
import { closeQuotaGate, joinQuotaGates, leaveQuotaGates } from './quota-gates';
import { cancelPlanned, recordFailures, recordJob } from './recording';
import { RunningResults } from './running-results';
import { approvePlan, nextStage } from './stages';
import type { Activities } from './types';

/** All activities over the same ports. */
export function createActivities(ports: ActivityPorts): Activities {
  const results = new RunningResults((job) => writeJobResults(job, ports));
  return {
    beginScheduledJob: beginScheduledJob(ports),
    checkLocations: checkLocations(ports),
    listInventory: listInventory(ports),
    planFolders: planFolders(ports, results),
    planPage: planPage(ports),
    nextStage: nextStage(ports),
    approvePlan: approvePlan(ports),
    performOperation: performOperation(ports),
    recordFailures: recordFailures(ports),
    recordJob: recordJob(ports),
    cancelPlanned: cancelPlanned(ports),
    closeFolder: closeFolder(ports, results),
    closeJob: closeJob(ports, results),
    probeService: probeService(ports),
    joinQuotaGates: joinQuotaGates(ports),
    leaveQuotaGates: leaveQuotaGates(ports),
    closeQuotaGate: closeQuotaGate(ports),
  };
}
