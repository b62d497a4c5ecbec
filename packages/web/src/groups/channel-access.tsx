/** In the details of a channel: what its members may do in it, whose people it has, and how it is classified. */
import '../i18n/late.ts';
import type { Channel, ChannelAccess, Permission } from '@wardroom/contract';
import { useCallback, useId, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import Withdrawn, { useBegun } from '../ui/withdrawn.tsx';
import { holds } from '../workspace/rights.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { keepAccess, useAccess } from './access.ts';
import { grantable } from './grantable.ts';
import MirroredNote from './mirrored-note.tsx';

interface ChannelAccessProps {
  readonly channel: Channel;
  readonly onClose: () => void;
}

export default function ChannelAccessParts({ channel, onClose }: ChannelAccessProps) {
  const may = useMay(channel.id);
  const [manages, classifies] = [useBegun(may('manage')), useBegun(may('classify'))];
  const access = useAccess(channel.id);
  if (access === null) return null;
  // What somebody else has changed meanwhile is what one goes on from.
  const { granted, classification, labels } = access;
  return (
    <div className="channel-access">
      {channel.mirrored ? <MirroredNote channelId={channel.id} onClose={onClose} /> : null}
      {manages ? <Granting key={granted.join()} access={access} /> : <Granted access={access} />}
      {classifies ? (
        <Classifying key={`${classification} ${labels.join()}`} access={access} />
      ) : (
        <Classified access={access} />
      )}
    </div>
  );
}

interface PartProps {
  readonly access: ChannelAccess;
}

function Granted({ access: { granted } }: PartProps) {
  const { t } = useTexts();
  return granted.length === 0 ? null : (
    <section>
      <h3>{t('groups.access')}</h3>
      <ul className="granted">
        {granted.map((permission) => (
          <li key={permission}>{t(`roles.permission.${permission}`)}</li>
        ))}
      </ul>
    </section>
  );
}

function Granting({ access }: PartProps) {
  const { channelId, granted } = access;
  const { t } = useTexts();
  const workspace = useWorkspace();
  const may = useMay(channelId)('manage');
  const [chosen, setChosen] = useState<readonly Permission[]>(granted);
  const send = useCallback(async () => {
    const { access } = await workspace.call('channels.setAccess', { channelId, granted: [...chosen] });
    keepAccess(workspace, access);
    workspace.announce(t('groups.accessSaved'));
  }, [workspace, channelId, chosen, t]);
  const { busy, failure, submit } = useSubmission(send);
  const unchanged = chosen.length === granted.length && chosen.every((one) => granted.includes(one));
  if (!may && unchanged) return <Granted access={access} />;
  return (
    <form onSubmit={submit}>
      <fieldset className="granting">
        <legend>{t('groups.access')}</legend>
        <p className="quiet">{t('groups.accessHint')}</p>
        {grantable.map((permission) => (
          <Switch
            key={permission}
            permission={permission}
            checked={chosen.includes(permission)}
            given={granted.includes(permission)}
            onChange={(checked) =>
              setChosen(checked ? [...chosen, permission] : chosen.filter((one) => one !== permission))
            }
          />
        ))}
      </fieldset>
      <FormNotice failure={failure} />
      <Withdrawn may={may} />
      <button type="submit" className="button" disabled={busy || !may || unchanged}>
        {t('groups.accessSave')}
      </button>
    </form>
  );
}

interface SwitchProps {
  readonly permission: Permission;
  readonly checked: boolean;
  /** What somebody else has given may stay. */
  readonly given: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Switch({ permission, checked, given, onChange }: SwitchProps) {
  const { t } = useTexts();
  const id = useId();
  const held = holds(useSynced(), permission);
  const beyond = !given && !held;
  return (
    <div className="granting-line">
      <label className="choice">
        <input
          type="checkbox"
          checked={checked}
          disabled={beyond}
          aria-describedby={beyond ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span title={permission}>{t(`roles.permission.${permission}`)}</span>
      </label>
      {beyond ? (
        <span id={id} className="quiet">
          {t('groups.accessBeyond')}
        </span>
      ) : null}
    </div>
  );
}

const classifications = ['public', 'internal', 'confidential', 'restricted'] as const;

function Classified({ access: { classification, labels } }: PartProps) {
  const { t } = useTexts();
  return (
    <p className="quiet">
      {t('groups.classified', { name: t(`groups.classification.${classification}`) })}
      {labels.length === 0 ? null : ` · ${labels.join(', ')}`}
    </p>
  );
}

function Classifying({ access }: PartProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { channelId } = access;
  const may = useMay(channelId)('classify');
  const [classification, setClassification] = useState(access.classification);
  const [typed, setTyped] = useState(access.labels.join(' '));
  const labels = typed.split(/[\s,]+/).filter((label) => label !== '');
  const unchanged =
    classification === access.classification && labels.toSorted().join() === access.labels.join();
  const send = async () => {
    const answer = await workspace.call('channels.classify', { channelId, classification, labels });
    keepAccess(workspace, answer.access);
    workspace.announce(t('groups.accessSaved'));
  };
  const { busy, failure, submit, problemOf } = useSubmission(send);
  if (!may && unchanged) return <Classified access={access} />;
  return (
    <form onSubmit={submit}>
      <SelectField
        label={t('groups.classification')}
        value={classification}
        options={classifications.map((one) => [one, t(`groups.classification.${one}`)])}
        hint={t('groups.classificationHint')}
        onChange={setClassification}
      />
      <Field
        label={t('groups.labels')}
        hint={t('groups.labelsHint')}
        value={typed}
        autoCapitalize="none"
        spellCheck={false}
        problem={problemOf('/labels')}
        onChange={(event) => setTyped(event.target.value.toLowerCase())}
      />
      <FormNotice failure={failure} shown={['/labels']} />
      <Withdrawn may={may} />
      <button type="submit" className="button" disabled={busy || !may || unchanged}>
        {t('groups.accessSave')}
      </button>
    </form>
  );
}
