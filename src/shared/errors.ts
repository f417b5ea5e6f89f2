import { fill } from './fill.ts';

/**
 * Every way a user can meet a failure, with the sentence they read. `{name}` is filled from the
 * error's params. Codes are part of the CLI's and the API's contract: never rename one.
 */
const sentences = {
  // Sources
  'input-not-found': 'There is nothing at {path}. Check the spelling of the path.',
  'input-offline': 'The folder {folder} is not there. Is its drive connected?',
  'input-changed': '{path} changed while it was worked on.',
  'input-unreadable': '{path} cannot be read ({reason}). Check its permissions.',
  'input-empty': 'The file is empty (0 bytes). Copy it again from where it came from.',
  'input-not-an-image':
    'This is not a picture that Offcut knows. It reads JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF and BMP.',
  'input-format-unsupported':
    '{format} pictures are not supported. Convert it to JPEG, PNG, WebP or TIFF first.',
  'input-damaged':
    'The picture is damaged or cut short ({reason}). Get a fresh copy, or use --lenient to take what is readable.',
  'input-too-large':
    'The picture has {megapixels} megapixels; the limit is {limit}. Raise it with --max-megapixels if you trust the file.',
  'input-too-complex':
    'The picture is built so that it takes very long to open ({reason}). Open it in another program and save it again, if you trust the file.',
  'input-too-small': 'The picture is {width} x {height} pixels; at least 2 x 2 are needed.',
  'input-cannot-wait': 'Standard input cannot wait in a queue. Save the picture to a file first.',
  'input-no-pictures': 'No picture was found in {path}.',

  // URLs
  'url-invalid': '{url} is not a web address that can be fetched. Use http:// or https://.',
  'url-with-credentials':
    'The address at {host} carries a user name or password, which Offcut does not send. Save the picture to a file first.',
  'url-forbidden-address':
    '{host} leads to a private or local address ({address}), which Offcut does not fetch from. Save the picture to a file first.',
  'url-failed': '{url} could not be fetched ({reason}). Check the address and your connection.',
  'url-too-large': '{url} is larger than {limit} MB. Save it to a file first.',

  // Destinations
  'output-unwritable': 'Cannot write to {path} ({reason}). Choose another folder with -o.',
  'output-disk-full': 'The disk is full while writing {path}. Free some space and run it again.',
  'output-exists': '{path} appeared while the picture was worked on, and was left alone.',
  'output-is-input':
    'The output would overwrite the source {path}. Choose another folder with -o, or ask for it with --replace-original.',
  'output-one-file-many-sources':
    '{path} is one file, but there are {count} pictures. Give a folder with -o instead.',
  'replace-without-original':
    '{source} is not a file here, so there is no original to replace. Choose a folder with -o.',
  'output-name-too-long': 'The name {name} is too long for this system. Shorten the source name.',
  'output-path-too-long':
    '{path} is too long: a path may take {limit} {unit} here. Choose a folder nearer to the root with -o, or a shorter --name.',
  'output-name-invalid':
    '{name} is no name for a file or folder on this system. Choose another one, such as {safe}.',
  'output-collision':
    '{path} would be the output of {count} pictures. Put {tokens} into --name to tell them apart, or use --if-exists rename.',
  'output-no-space':
    'There is no room for {count} cutouts on the disk of {path}. Free some space, or choose another folder with -o.',
  'output-space-low':
    'The cutouts may not fit: they need about {needed} MB, and the disk of {path} has {free} MB left.',
  'output-folder-left-out':
    '{path} lies inside the pictures to cut and takes the cutouts, so the pictures in it are left out.',
  'output-among-sources':
    'The cutouts go among their sources in {path}; the next run would cut them, too. Choose another folder with -o.',
  'name-template-invalid': 'The name "{template}" cannot be used: {reason}.',
  'name-size-unknown':
    'The size of the cutout is not known before {what}, so its name cannot hold it. Take width and height out of --name, or give an exact --size.',
  'output-not-verified':
    'The written picture could not be verified ({reason}) and was removed. Check the disk.',
  'output-too-large':
    'The cutout would be {width} x {height} pixels, which {format} cannot hold. Choose a smaller size or another format.',
  'trash-failed':
    'The original {path} could not be moved to the recycle bin ({reason}), so it was not replaced.',
  'output-too-many-pixels':
    'The cutout would have {megapixels} megapixels; the limit is {limit}. Choose a smaller size, or raise the limit with --max-megapixels.',

  // Recipes
  'recipe-invalid': 'The recipe is not valid: {reason}',
  'recipe-not-yet': 'Not yet supported: {what}. Remove it from the recipe.',
  'background-unreadable': 'The background picture {path} cannot be used: {reason}',
  'preset-unknown': 'There is no preset named {name}. Known presets: {known}.',
  'recipe-unreadable': 'The recipe file {path} cannot be read ({reason}).',

  // Models
  'model-unknown': 'There is no model named {id}. Known models: {known}.',
  'model-missing': 'The weights of {id} are missing. Run "{remedy}" to prepare them.',
  'model-damaged':
    'The weights of {id} are damaged (their checksum differs). Run "{remedy}" to prepare them again.',
  'model-source-damaged':
    'The package that carries the weights of {id} is damaged ({reason}). Install the dependencies again.',
  'model-unusable': 'The model {id} could not be loaded ({reason}).',

  // Engine
  'engine-unavailable': 'The engine could not be started ({reason}). Run "offcut doctor".',
  'picture-quarantined':
    'This picture stopped the engine twice ({reason}) and is left out. The others go on.',
  cancelled: 'Cancelled.',

  // Queue
  'queue-owned':
    'Another Offcut (process {pid}) works on the queue in {path}. Use that one, or end it first.',
  'queue-too-new':
    'The queue in {path} was written by a newer Offcut (version {version} of its format; this one knows {known}). Nothing was changed. Update Offcut to use it.',
  'queue-disk-full':
    'The disk is full, so the queue in {path} cannot record what is done. Free some space; nothing that was recorded is lost.',
  'queue-unwritable':
    'The queue in {path} cannot be used ({reason}). Check the permissions of the folder, or choose another one with OFFCUT_DATA.',
  'queue-damaged':
    'A part of the queue in {path} cannot be read ({reason}). End Offcut and move that file away: it then goes back to its last backup.',

  'queue-unreachable':
    'Another Offcut (process {pid}) works on the queue in {path} but does not answer ({reason}). End it and try again.',
  'queue-owner-gone':
    'The Offcut that works on the queue ended before it answered. Look with "offcut batch list" at what is there.',
  'control-unusable':
    'The queue cannot be reached by other commands, for {path} cannot be listened on ({reason}). Choose another folder with OFFCUT_DATA.',
  'control-invalid': 'The owner of the queue did not understand a message ({reason}).',
  'control-version':
    'The Offcut that works on the queue (process {pid}) is of another version ({theirs}; this one speaks {ours}). End it and try again.',
  'batch-unknown': 'There is no batch {id}. See "offcut batch list".',
  'job-unknown': 'There is no job {id}. See "offcut batch list --batch N".',

  // Hot folders
  'hot-folder-unusable': 'The folder {folder} cannot be watched ({reason}).',
  'hot-folder-overlap':
    'The cutouts of {folder} cannot go into {destination}: one of the two lies in the other, so cutouts would be cut again. Choose another folder for them.',
  'hot-folder-loop':
    'What comes out of {folder} would get back into it by way of the hot folder {other}. Choose another folder for the cutouts.',
  'hot-folder-shared':
    'The hot folder {other} watches {folder} too, and originals are not to be left where they are: one would take them away from the other. Leave originals in both.',
  'hot-folder-done-unusable':
    'Originals cannot be moved to {done} ({reason}). Choose a folder on the drive of the hot folder.',
  'hot-folder-glob-invalid': 'The pattern "{glob}" cannot be used ({reason}).',
  'hot-folder-unknown': 'There is no hot folder {id}.',
  'hot-folder-polling':
    'The system cannot listen to {folder} ({reason}), so it is looked at every {seconds} s instead. On Linux, raise fs.inotify.max_user_watches.',
  'input-unfinished':
    'The file holds nothing but zeros where a picture begins, as one does that is not copied in full. Copy it again.',

  // The user's bucket, for providers that take only addresses
  'staging-invalid':
    'The bucket for pictures on their way to a provider is not set up right ({reason}). Correct it in the settings.',
  'staging-failed':
    'The bucket {bucket} could not be used ({reason}). Check its settings and keys, and your connection.',

  // Mattes
  'no-subject': 'No subject was found in the picture, so nothing was written.',
  'no-background': 'The whole picture was taken for the subject, so nothing was cut away.',
  'edges-leave-nothing':
    'The edge options leave nothing of the subject. Use a smaller shift or feather, or a lower threshold.',
  'edges-leave-everything':
    'The edge options leave nothing of the background, so nothing would be cut away. Use a smaller shift or area of holes, or a higher threshold.',
  'matte-not-kept':
    'The cutout holds no transparency, so its matte cannot be told from it. Save it as PNG, WebP, AVIF or TIFF without a background.',
  'matte-invalid': 'The model gave no usable answer (it is not a number). Nothing was written.',

  // Cloud providers
  'provider-unknown': 'There is no provider named {id}. Known providers: {known}.',
  'provider-none':
    'No cloud provider can be asked: none is switched on and has a key. Enter a key, or let the recipe cut on this machine alone.',
  'provider-off': '{provider} is switched off in the settings.',
  'provider-no-key':
    'There is no key for {provider}. Enter one in the settings, or set {variable}.',
  'provider-auth':
    '{provider} refused the key ({reason}). Enter a new one; until then it is not asked again.',
  'provider-credits':
    'The account at {provider} has no credits left ({reason}). Add some there, or choose another provider.',
  'provider-rate-limit': '{provider} was asked too often ({reason}). Try again later.',
  'provider-too-large':
    'The picture is too large for {provider} ({reason}). Choose another provider for it.',
  'provider-unsupported-image':
    '{provider} cannot read the picture ({reason}). Choose another provider for it.',
  'provider-bad-request':
    '{provider} refused the request ({reason}). Check its address in the settings, or update Offcut.',
  'provider-not-applicable': '{provider} cannot be asked for this picture ({reason}).',
  'provider-not-found':
    '{provider} does not know what was asked for ({reason}). Check its address in the settings.',
  'provider-server': '{provider} has a fault of its own ({reason}). Try again later.',
  'provider-network': '{provider} cannot be reached ({reason}). Check your connection.',
  'provider-interrupted':
    'The connection to {provider} broke before its answer was there ({reason}). It may have counted the picture all the same, so it was not asked again.',
  'provider-timeout':
    '{provider} did not answer in {seconds} s. It may have counted the picture all the same, so it was not asked again.',
  'provider-bad-response': 'What {provider} answered cannot be used ({reason}).',
  'provider-no-address':
    'The address of {provider} is not known or not valid ({reason}). Enter it in the settings.',
  'provider-resting': '{provider} failed several times in a row and rests for {seconds} s.',
  'keys-exposed':
    'Others can read the key file {path}. Let only its owner read it: chmod 600 on Linux and macOS.',
  'keys-unreadable': 'The keys in {path} cannot be read ({reason}). Nothing was changed.',
  'budget-spent':
    'The budget for {provider} is spent ({limit}). Raise it in the settings, or wait until it begins anew.',
  'spend-unwritable':
    'What cloud providers cost cannot be recorded in {path} ({reason}), so none is asked. Check that file and the permissions of its folder.',
  'consent-missing':
    'Nobody agreed to send this picture to a cloud provider, so it was not sent. Agree when you add pictures, or with --consent.',
  'cloud-network-off':
    'The network is switched off in the settings, so no cloud provider is asked.',
  'cloud-failed': 'No cloud provider made the cutout: {reasons}',

  // The desktop app
  'request-refused': 'The window asked for something that it may not have ({reason}).',
  'choice-gone': 'What was chosen is not known any more. Choose it again.',
  'network-off': 'The network is switched off in the settings, so {url} cannot be fetched.',
  'output-gone': '{path} is not there any more.',
  'hot-folders-elsewhere':
    'Another Offcut (process {pid}) works on the queue, so hot folders cannot be changed here.',

  // The local API
  'api-unusable':
    'The records of the local API in {path} cannot be used ({reason}). Check the permissions of the folder, or move that file away to begin with new keys.',
  'api-port-taken':
    'Another program listens on port {port}. Choose another port for the local API.',
  'api-address-refused': 'The local API cannot listen on {host} ({reason}).',
  'api-tls-unusable': 'The certificate in {cert} and the key in {key} cannot be used ({reason}).',
  'api-already-served': 'Another Offcut serves the local API for {path} already.',
  'api-key-unknown': 'There is no API key {id}.',

  internal: 'Something went wrong inside Offcut: {reason}. Please report it.',
} as const;

export type ErrorCode = keyof typeof sentences;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** An error as it crosses a process border or is printed with `--json`. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly params: ErrorParams;
}

export const errorCodes = Object.keys(sentences) as readonly ErrorCode[];

export const isErrorCode = (value: string): value is ErrorCode => Object.hasOwn(sentences, value);

/** A failure that a user can act on. Anything else that is thrown is a bug of ours. */
export class OffcutError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(fill(sentences[code], params), options);
    this.name = 'OffcutError';
    this.code = code;
    this.params = params;
  }

  toReport(): ErrorReport {
    return { code: this.code, message: this.message, params: this.params };
  }

  static fromReport(report: ErrorReport): OffcutError {
    return new OffcutError(report.code, report.params);
  }

  /** Any thrown value as an `OffcutError`; what is not one already becomes `internal`. */
  static from(thrown: unknown): OffcutError {
    if (thrown instanceof OffcutError) return thrown;
    return new OffcutError('internal', { reason: reasonOf(thrown) }, { cause: thrown });
  }
}

/** The shortest honest words for a thrown value: an errno such as `EACCES`, or its message. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : thrown.message;
}
