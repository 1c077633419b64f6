-- Pages of jobs are ordered by both, as two may be submitted in one millisecond.
drop index read.job_of_company;
drop index read.job_of_branch;
create index job_pages on read.job (company, submitted_at desc, job_id desc);
create index job_pages_of_branch on read.job (company, branch, submitted_at desc, job_id desc);
create index job_pages_of_printer on read.job (company, branch, printer_id, submitted_at desc, job_id desc);
