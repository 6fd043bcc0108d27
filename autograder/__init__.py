"""autograder: a notebook goes in, a trustworthy grade with reasons comes out.

Theory of operation
-------------------
A student's notebook runs in a sealed child process; hidden pytest suites call its functions from outside; a
reference decides with evidence what is right, what is wrong and why.  From the bottom up, a module importing
only from lines above it::

    errors, records                 whose fault it is; what a grade is made of
    standing, storing               where a student stands; a grade as bytes to keep
    codec, channel, plain           typed messages over a socket, no pickle; their values as plain ones
    files, archive                  writing for others; the one notebook in a zip
    manifest, notebook              what is judged by, and what is judged: read and checked before anything runs
    hashes, lateness                what a grade is a function of; what handing in late costs
    packing                         what judges, as files for another machine
    item_analysis                   what the grades of a class say about the class, and about the assignment
    intake                          what was handed in, by whom, and when
    similarity                      which notebooks of a class share what few others have
    gradebook                       every submission, grade and decision; rows are only added
    sandbox                         what a student's process cannot do
    worker                          what runs outside the grader: the warm parent, the student's process
    engines                         how a notebook is run so that its functions can be called
    faults, numeric, reading        what a student did wrong; comparing numbers; reading containers
    student, diagnosis, expect      what a hidden suite sees and says
    misconceptions, replay          what students write, as code; naming a mistake by it
    choice, figures                 multiple choice; the notebook's figures as plain records
    public                          Otter's test files, judged from outside like a hidden suite
    suite, attempt, verdicts        checks as records; one submission being judged; how a check ended
    follow_through                  what is right but for an earlier mistake
    plugin                          the pytest plugin
    judging                         the checks of a submission, run and run again
    rerunning                       the notebook once more, with right definitions in place of mistakes
    grading                         one submission -> one grade
    doctor                          what this machine can do
    checking                        a notebook looked through before it is handed in
    executors                       many submissions through the same grading: processes here, Dask elsewhere
    report                          a grade or a class as tables and pages
    exporters                       a class as files for other programs: course sites, spreadsheets, CI
    batch                           a whole class, from a download to every grade and page
    sealing, shipping               suites that travel, grades that can be proved; this package as files
    authoring                       from a lesson's one source to what students get
    audit                           are the suites right about right and wrong answers
    ci, gradescope, collect         grading where students push, on Gradescope, and on the staff's side
    cli                             the commands

``autograder`` imports neither the reference nor an assignment: it serves any course, and a course reaches it by
path, through its manifest.
"""
