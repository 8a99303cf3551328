// Cohorts: visitors who have done something in some time.
import { Groups } from '../panels/groups.tsx';

export default function Cohorts() {
  return <Groups type="cohort" />;
}
