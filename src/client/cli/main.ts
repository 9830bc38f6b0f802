import { Command, CommanderError } from 'commander';
import { join } from 'node:path';
import { jobTypes } from '../../jobs';
import { workerNodeOptions } from '../../embedded/worker-process';
import { addAuthCommands } from './auth-commands';
import { addCompletionCommand } from './completion-command';
import { addConfigCommand } from './config-command';
import { addDoctorCommand } from './doctor-command';
import { exitCodes, explainError } from './exit-codes';
import { addJobCommand } from './job-command';
import { addJobsCommands } from './jobs-commands';
import { addProgramCommand } from './program-command';
import { workerProgram } from './runtime';
import { addSchedulesCommands } from './schedules-commands';
import { addServeCommand } from './serve-command';
import { talk } from './talk';
import { addToolCommands } from './tools/add-tool-commands';
import { addUpCommand } from './up-command';
import { addVendorCommands } from './vendor-commands';
import { checkCredentials } from './wiring/check-credentials';
import { checkSpec } from './wiring/check-spec';
import { cloudinaryFolders } from './wiring/cloudinary-folders';
import { deliveryAccount } from './wiring/delivery-account';
import { dryRunSpec } from './wiring/dry-run-spec';
import { mustBeFree } from './wiring/must-be-free';
import { signIns } from './wiring/sign-ins';
import { vendorListings } from './wiring/vendor-listings';

function createProgram(): Command {
  const program = new Command('ferry')
    .description('Moves media between the places people keep it, and never loses count.')
    .version('0.1.0')
    .showHelpAfterError('(ferry --help shows what there is)')
    .exitOverride();
  for (const type of jobTypes) addJobCommand(program, type, { check: checkSpec, mustBeFree, dryRun: dryRunSpec });
  addVendorCommands(program, vendorListings);
  addToolCommands(program, { deliveryAccount, listFolders: cloudinaryFolders });
  addJobsCommands(program);
  addSchedulesCommands(program);
  addAuthCommands(program, signIns);
  addUpCommand(program);
  addServeCommand(program);
  addProgramCommand(program, 'worker', 'run a worker for the server of TEMPORAL_ADDRESS', {
    entry: workerProgram(),
    nodeOptions: workerNodeOptions,
  });
  addProgramCommand(program, 'sandbox', 'imitate the services on this machine, to try ferry without an account', {
    entry: join(__dirname, '..', '..', '..', 'sandbox', 'main.js'),
  });
  addDoctorCommand(program, checkCredentials);
  addConfigCommand(program);
  addCompletionCommand(program);
  return program;
}

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    const { message, exitCode } = explainError(error);
    talk.say(message);
    process.exitCode = exitCode;
  });
