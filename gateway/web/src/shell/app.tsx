import { useEffect } from "preact/hooks";
import { mayOpen } from "../admin/admin-links.tsx";
import { AdminPages } from "../admin/admin-pages.tsx";
import { clearBoard } from "../live/board.ts";
import { connect } from "../live/connection.ts";
import { JobDetail } from "../jobs/job-detail.tsx";
import { JobsTable } from "../jobs/jobs-table.tsx";
import { BranchList } from "../printers/branch-list.tsx";
import { LogInForm } from "../session/log-in-form.tsx";
import { session, type Session } from "../session/session.ts";
import { Header, StaleNotice } from "./header.tsx";
import { openAdminPage, openJobId } from "./route.ts";
import { ToastList } from "./toast-list.tsx";

export const App = () =>
  session.value === undefined ? <LogInForm /> : <Dashboard session={session.value} />;

function Dashboard({ session }: { session: Session }) {
  useEffect(() => {
    const disconnect = connect();
    return () => {
      disconnect();
      clearBoard();
    };
  }, [session.user.id]);

  return (
    <>
      <Header session={session} />
      <main>
        <StaleNotice />
        {openAdminPage.value && mayOpen(openAdminPage.value, session.user) ? (
          <AdminPages page={openAdminPage.value} />
        ) : (
          <>
            <BranchList branches={session.branches} />
            <JobsTable />
          </>
        )}
      </main>
      {openJobId.value && <JobDetail key={openJobId.value} jobId={openJobId.value} />}
      <ToastList />
    </>
  );
}
