/* ---
code: rights.wages_recovered
title: 为投诉人追回工资
english: Wages recovered for complainants
asks: 有支付凭证、付到投诉人手里的钱，按最后一笔支付的月份；投诉人说没有收到的、登记错了的，核实以前不计入；付给其他劳动者的没有逐人登记，不计入
clause: R-2.1.a
unit: fen
persons: true
home: true
reads: [complaints]
--- */
select complaint as subject, area, cast(null as varchar) as agency, substr(cast(paid_on as varchar), 1, 7) as period,
       cast(null as varchar) as class, cast(null as varchar) as person, paid_fen as value
from complaints
where paid_fen > 0 and paid_on <= as_of()
