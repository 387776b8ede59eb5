DROP TABLE cursors; DROP TABLE events; DROP TABLE jobs;
