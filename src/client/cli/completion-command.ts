import type { Command } from 'commander';
import { CommandError, exitCodes } from './exit-codes';
import { talk } from './talk';

/** Words that may follow a chain of commands: subcommands and options. */
interface Words {
  /** `jobs retry`; empty at the top. */
  after: string;
  words: string[];
}

/** Adds `ferry completion bash|zsh|fish`: a script made of the very commands there are. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion <shell>')
    .description('print a completion script for bash, zsh or fish')
    .addHelpText('after', '\nExample:\n  source <(ferry completion bash)')
    .action((shell: string) => {
      const chains = wordsOf(program, []);
      switch (shell) {
        case 'bash':
          return talk.data(bashScript(chains));
        case 'zsh':
          return talk.data(`autoload -U +X bashcompinit && bashcompinit\n${bashScript(chains)}`);
        case 'fish':
          return talk.data(fishScript(chains));
        default:
          throw new CommandError(`There is no completion for "${shell}". There are: bash, zsh, fish.`, exitCodes.usage);
      }
    });
}

function wordsOf(command: Command, chain: string[]): Words[] {
  const options = command.options.flatMap((option) => (option.long === undefined ? [] : [option.long]));
  const names = command.commands.map((sub) => sub.name());
  return [
    { after: chain.join(' '), words: [...names, ...options, '--help'] },
    ...command.commands.flatMap((sub) => wordsOf(sub, [...chain, sub.name()])),
  ];
}

/** Looks for the longest chain of commands on the line; file names complete wherever no word fits. */
function bashScript(chains: Words[]): string {
  const cases = chains
    .toSorted((a, b) => b.after.length - a.after.length)
    .map(({ after, words }) => `    "${after === '' ? '' : `${after} `}"*) words="${words.join(' ')}" ;;`)
    .join('\n');
  return `_ferry() {
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1} " words
  case "$line" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ferry ferry`;
}

function fishScript(chains: Words[]): string {
  return chains
    .flatMap(({ after, words }) => {
      const condition =
        after === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${after.split(' ').at(-1) ?? ''}`;
      return words.map((word) =>
        word.startsWith('--')
          ? `complete -c ferry -n '${condition}' -l ${word.slice(2)}`
          : `complete -c ferry -f -n '${condition}' -a ${word}`,
      );
    })
    .join('\n');
}
