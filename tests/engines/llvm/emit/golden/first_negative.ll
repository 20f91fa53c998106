define i64 @f(i64 %p0, ptr %p1, ptr %p2) #0 {
entry:
%t3 = icmp slt i64 0, %p0
br i1 %t3, label %b1, label %b2
b1:
%t4 = phi i64 [0, %entry], [%t12, %b10]
%t5 = phi i64 [0, %entry], [%t11, %b10]
%t6 = getelementptr double, ptr %p1, i64 %t4
%t7 = load double, ptr %t6, align 8
%t8 = fcmp olt double %t7, 0x0000000000000000
br i1 %t8, label %b9, label %b10
b9:
ret i64 %t4
b10:
%t11 = add i64 %t5, 3
%t12 = add nsw i64 %t4, 1
%t13 = icmp slt i64 %t12, %p0
br i1 %t13, label %b1, label %b2
b2:
%t14 = phi i64 [0, %entry], [%t11, %b10]
store i64 %t14, ptr %p2, align 8
ret i64 0
}
attributes #0 = { nounwind "min-legal-vector-width"="256" "prefer-vector-width"="256" }
