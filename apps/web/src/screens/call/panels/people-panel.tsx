'use client';

import { MicOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useCall } from '@/call';
import { LinkToShare } from '@/screens/shared/link-to-share';
import { Button } from '@/ui/button';
import { useMayModerate } from '../hooks/use-rights';
import { useIsBroadcast, usePeerCount, useViewerCount } from '../hooks/use-room';
import { audiencePath, meetingPath } from '../links';
import { AudienceList } from './audience-list';
import styles from './people-panel.module.css';
import { LobbySection } from './lobby-section';
import { PersonFailureText } from './person-failure';
import { RaisedHands } from './raised-hands';
import { SidePanel } from './side-panel';
import { StageList } from './stage-list';
import tabs from './tabs.module.css';
import { usePersonActions, type PersonActions } from './use-person-actions';

export interface PeoplePanelProps {
  readonly roomId: string;
  readonly onClose: () => void;
}

/** Who is here: raised hands, those who take part, and for hosts those who watch. */
export function PeoplePanel({ roomId, onClose }: PeoplePanelProps) {
  const t = useTranslations('call.people');
  const mayModerate = useMayModerate();
  const isBroadcast = useIsBroadcast();
  const count = usePeerCount();
  const viewers = useViewerCount();
  const { act, failure } = usePersonActions();
  const hasAudience = isBroadcast || viewers > 0;

  return (
    <SidePanel title={t('title')} detail={mayModerate && hasAudience ? null : count} onClose={onClose}>
      <PersonFailureText failure={failure} />
      <LobbySection />
      <RaisedHands act={act} />
      {mayModerate && hasAudience ? <StageAndAudience act={act} /> : <StageList act={act} />}
      <footer className={styles.footer}>
        {mayModerate && count > 1 && <MuteAll />}
        {!mayModerate && hasAudience && <p className={styles.watching}>{t('watching', { count: viewers })}</p>}
        {isBroadcast ? (
          <LinkToShare path={audiencePath(roomId)} label={t('audienceLink')} isWide hintClassName={styles.watching} />
        ) : (
          <LinkToShare path={meetingPath(roomId)} isWide hintClassName={styles.watching} />
        )}
      </footer>
    </SidePanel>
  );
}

/** Everyone but hosts. */
function MuteAll() {
  const t = useTranslations('call.people');
  const { host } = useCall();
  return (
    <Button isWide icon={<MicOff aria-hidden />} onPress={() => void host.muteAll().catch(() => undefined)}>
      {t('muteAll')}
    </Button>
  );
}

function StageAndAudience({ act }: Pick<PersonActions, 'act'>) {
  const t = useTranslations('call.people');
  const count = usePeerCount();
  const viewers = useViewerCount();
  return (
    <Tabs className={tabs.tabs ?? ''}>
      <TabList className={tabs.tabList ?? ''} aria-label={t('title')}>
        <Tab id="stage" className={tabs.tab ?? ''}>
          {t('onStage', { count })}
        </Tab>
        <Tab id="audience" className={tabs.tab ?? ''}>
          {t('audienceCount', { count: viewers })}
        </Tab>
      </TabList>
      <TabPanel id="stage" className={tabs.panel ?? ''}>
        <StageList act={act} />
      </TabPanel>
      <TabPanel id="audience" className={tabs.panel ?? ''}>
        <AudienceList act={act} />
      </TabPanel>
    </Tabs>
  );
}
