import type { Command } from 'commander';
import { addConsolidateCommand } from './consolidate-command';
import { addConvertCommand } from './convert-command';
import { addEanCommand } from './ean-command';
import { addFoldersCommand } from './folders-command';
import { addReportCommand } from './report-command';
import type { ToolPorts } from './tool-ports';

/** Adds the tools that are no jobs: what they do is done when the command ends. */
export function addToolCommands(program: Command, ports: ToolPorts): void {
  addConvertCommand(program, ports);
  addConsolidateCommand(program);
  addEanCommand(program);
  addFoldersCommand(program, ports);
  addReportCommand(program);
}
