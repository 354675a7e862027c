"""Ketnoi: technology fairs, and what comes of them.

The packages are the chapters of one story, in the order in which things happen:

    core           ground floor: database, clock, access, audit, jobs, mail, sheets, documents
    accounts       hubs, users, memberships, sign-in, devices
    catalogue      who and what: organisations, technologies, needs, experts, matching
    events         when and where: fairs, venues, rooms, sessions, agenda
    registrations  who comes: sign-up, waiting list, badges, check-in
    workshops      who learns: enrolment, attendance, hours
    booths         who shows: floor plan, exhibitors, exhibits, assignment
    connections    who met, what came of it: requests, timetable, meetings, connections
    reports        what to hand in: indicators, final and period reports
    demo           the sample fair and the play that runs it

Imports point one way, in that order (workshops and booths are siblings); `factory`
alone knows every package. Inside a package: decisions, models, queries, actions,
forms, then the doors (views, api, cli, tasks). See CONTRIBUTING.md.
"""
